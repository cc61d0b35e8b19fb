import type { LaidProblem } from '../experiment/session.js';
import type { Figure } from '../report/plots/figure.js';
import type { DrawnRun } from '../results/comparison/curves.js';
import type { ClaimVerdicts, Finding } from '../results/verdicts.js';
import type { Assignment } from '../settings/request.js';

/** On what data and how thoroughly a claim is checked. */
export interface Scope {
  /** The settings that every run has: the data, how to read them, and the loss. */
  base: Assignment;
  /** The values of λ, as they are typed. */
  l2: readonly string[];
  /** Those for which F has a minimiser that was found. */
  minimised: readonly string[];
  /** The training rows. */
  rows: number;
  /** The cores that workers can have. */
  cores: number;
  /** Whether to use fewer batches, rules and epochs. */
  isQuick: boolean;
}

/** What a claim is judged by. */
export interface Evidence {
  scope: Scope;
  dataset: NonNullable<Finding['dataset']>;
  /** The runs that the claim asked for, whole ones alone. */
  runs: readonly DrawnRun[];
  /** Lays all training rows in the engine's memory, in file order, at w = 0, with a λ as it is typed or the first one. */
  layProblem(l2?: string): Promise<LaidProblem>;
}

/** What comes of judging a claim on one dataset. */
export interface Judgement {
  findings: Omit<Finding, 'dataset'>[];
  /** What to look at. */
  figures: Figure[];
}

/** A claim, and the experiment that decides it. */
export interface Claim extends Pick<ClaimVerdicts, 'title' | 'statement' | 'source' | 'criterion' | 'isTimed'> {
  /** Its number in the paper's abstract, or the name of what was found here. */
  name: string;
  /** Whether it is the same for all data, and judged once. */
  isOfNoData?: true;
  /** The runs to make on a dataset. */
  runs(scope: Scope): Assignment[];
  /** Decides by the evidence alone, so that anybody can decide again from the results. */
  judge(evidence: Evidence): Judgement | Promise<Judgement>;
}
