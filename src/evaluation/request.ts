import type { UserFormat } from '../data/formats/user-format.js';
import type { Observer } from '../experiment/observer.js';

/** A model file, and data to use it on. */
export interface ModelRequest extends Pick<UserFormat, 'missing' | 'maxUnpacked'> {
  model: string;
  /** A file, `-` for stdin, or a name, in the format of the training data. */
  dataset: string;
}

/** What the user hears of the use of a model. */
export type ModelObserver = Pick<Observer, 'signal' | 'note' | 'warn' | 'reading'>;
