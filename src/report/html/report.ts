import type { Drawing, DrawnRow, DrawnRun } from '../../results/comparison/curves.js';
import type { Spell } from '../comparison/remarks.js';

/** What a report is made of, with all text of other people's files made visible. */
export interface Report {
  drawing: Drawing;
  runs: Pick<DrawnRun, 'environment' | 'status'>[];
  spell: Spell;
  /** The command that makes a row of some data again. */
  commandOf(row: DrawnRow, dataset: string): string;
}
