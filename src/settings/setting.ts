import type { z } from 'zod';
import type { Parser } from '../util/parse.js';
import type { Method } from './method.js';

/** The part of a help that lists a setting. */
type Group = 'Data' | 'Objective' | 'Method' | 'Stopping and measuring';

/** What a sweep makes of the text of a setting: a list of values, in which a range multiplies or counts, or one value. */
export type Axis = 'doubling' | 'counting' | 'list' | 'one value';

/** A setting that only some methods use. */
interface Use {
  /** Whether a method uses it. */
  isIn(method: Method): boolean;
  /** The part of a method that has no use for it. */
  because(method: Method): string;
  /** Its value in the identity and in the result of a run that does not use it; undefined leaves it out. */
  otherwise: number | null | undefined;
  /** What it works with. */
  goesWith: string;
  /** A value that asks for what happens in a run that does not use it, too. */
  idle?: number;
}

/** A setting of a run: the one place that says what it is called, takes, means, and decides. */
export interface Setting<Value> {
  group: Group;
  /** The letter of its short flag. */
  short?: string;
  /** What stands for its value in a help. A switch has none: it is true or false. */
  placeholder?: string;
  /** One line for the help. */
  help: string;
  /** For a switch that can be turned off, too: what `no` means. */
  helpOfNo?: string;
  /** Makes a value of a text. The text of a value gives the same value. */
  parse: Parser<Value>;
  /** Whether a value is one that needs no reading: an entry of a registry, or a list of texts. */
  isValue?: (given: unknown) => boolean;
  /** The known words among its values. */
  words?: readonly string[];
  /** The value of a run for which it is not given, as text. Without one, such a run has none. */
  standard?: string;
  axis: Axis;
  /** Whether it names an input, which a sweep reads anew for each run. */
  isInput?: boolean;
  use?: Use;
  /** The form of its value in the `configuration` of a result; without one the result lacks it. */
  recorded?: z.ZodType;
  /**
   * Whether the identity of a run has its value `as recorded`, or `as asked`, where the recorded value follows from
   * the data. Without it, what it decides is in the identity already, as the content of the data, or it decides
   * nothing.
   */
  identity?: 'as recorded' | 'as asked';
  /** Whether an identity leaves it out where it has no value, as those of results before the setting do. */
  isLeftOut?: boolean;
}
