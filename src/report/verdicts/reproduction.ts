import type { Verdicts } from '../../results/verdicts.js';
import type { Figure } from '../plots/figure.js';

/** Verdicts with what to look at, with all text of other people's files made visible. */
export interface Reproduction {
  verdicts: Verdicts;
  /** By claim. */
  figuresOf: ReadonlyMap<string, readonly Figure[]>;
}

/** Whose the criteria are. */
export const ORIGIN =
  'The claims are those of the abstract of Défossez and Bach, AdaBatch (2017), but for those marked as found here. ' +
  'Every criterion is this project’s, and no figure is the paper’s.';
