import type { Check } from '../../results/check/verdict.js';
import { verdictBmf } from './bmf.js';
import { verdictGithub } from './github.js';
import { verdictGithubActionBenchmark } from './github-action-benchmark.js';
import { verdictJson } from './json.js';
import { unmeasuredWarning } from './measures.js';
import { verdictText } from './text.js';

/** A way to write a check. */
export interface VerdictFormat {
  name: string;
  summary: string;
  /** Whether it is for programs; people then read the text on stderr. */
  machine: boolean;
  write(check: Check): string;
  /** What a user has to know about what it leaves out, if anything. */
  warning?(check: Check): string | undefined;
}

/** The formats of a check by name; a new one is one line here. */
export const verdictFormats: readonly VerdictFormat[] = [
  { name: 'text', summary: 'one line a run, and a summary', machine: false, write: verdictText },
  { name: 'github', summary: 'the text, and annotations of GitHub Actions', machine: false, write: verdictGithub },
  {
    name: 'bmf',
    summary: "the candidate's figures in the Bencher Metric Format",
    machine: true,
    write: verdictBmf,
    warning: unmeasuredWarning,
  },
  {
    name: 'github-action-benchmark',
    summary: "the candidate's figures as its customSmallerIsBetter",
    machine: true,
    write: verdictGithubActionBenchmark,
    warning: unmeasuredWarning,
  },
  { name: 'json', summary: 'every verdict with its reasons', machine: true, write: verdictJson },
];

export { verdictText };
