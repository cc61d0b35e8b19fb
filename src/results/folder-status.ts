import type { Failure } from './failure.js';
import type { Status } from './schema.js';

/** A run or a search that a process is at. */
export interface Running {
  name: string;
  host: string | null;
  job: string | null;
  /** Since its last sign of life, in seconds. */
  silentSeconds: number;
}

/** What became of the runs that a folder is to hold. */
export interface FolderStatus {
  planned: number;
  /** The runs that have a result, by how they ended. */
  done: Partial<Record<Status, number>>;
  running: Running[];
  /** The same for searches for step sizes, which are no runs. */
  searching: Running[];
  /** The runs that failed and have no result; what failed three times is not tried again. */
  failed: ({ name: string } & Failure)[];
  /** The runs that were interrupted, of which a part of the curve is there. */
  interrupted: number;
  /** The runs without a result that nobody is at and that will be tried. */
  missing: number;
  /** At the pace of the last results; null if nothing is running, or there are not two results yet. */
  secondsLeft: number | null;
  /** The numbers of the scheduler's jobs that were submitted for it. */
  jobs: string[];
  isComplete: boolean;
}
