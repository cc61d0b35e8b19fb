import type { NamedTarget } from '../../../results/comparison/compare.js';
import type { Drawing, DrawnGroup } from '../../../results/comparison/curves.js';
import { groupBy } from '../../../util/group-by.js';
import { objectiveParts } from '../../comparison/titles.js';
import type { Figure } from '../figure.js';

/** What to choose in a picture; a value of null is chosen by the picture. */
export interface Choice {
  /** What lies across; only curves have a choice. */
  x: string | null;
  /** The measure. */
  y: string | null;
  /** Whether the axis of the measure, and that across, is logarithmic. */
  yScale: 'linear' | 'log' | null;
  xScale: 'linear' | 'log' | null;
}

/** Nothing chosen. */
export const noChoice: Choice = { x: null, y: null, yScale: null, xScale: null };

/** The groups of one dataset and objective, which share a figure. */
export interface Subject {
  groups: DrawnGroup[];
  targets: NamedTarget[];
  /** Names the dataset and objective: `zipf (logistic loss, λ = 0)`. */
  name: string;
}

/** A kind of picture. */
export interface Picture {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Whether it says more of these runs than the pictures after it in the list. */
  isFor(subject: Subject): boolean;
  /** What can lie across, by name; none if there is no choice. */
  xs: readonly string[];
  /** The measures by name. */
  ys: readonly string[];
  /**
   * The figure of one dataset and objective.
   * @throws UserError if there is nothing to draw
   */
  figure(subject: Subject, choice: Choice): Figure;
}

/** The subjects of a drawing, by name. */
export function subjectsOf({ groups, targets }: Drawing): Subject[] {
  const keyOf = ({ dataset, objective }: Pick<DrawnGroup, 'dataset' | 'objective'>) =>
    JSON.stringify([dataset.sha256, objective]);
  return [...groupBy(groups, keyOf)].map(([key, own]) => {
    const [first] = own as [DrawnGroup, ...DrawnGroup[]];
    const name = `${cut(first.dataset.name)} (${objectiveParts(first, groups).join(', ')})`;
    return { groups: own, targets: targets.filter((target) => keyOf(target) === key), name };
  });
}

/** Longer names of files would leave no room for a picture. */
const LONGEST_NAME = 60;

function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
