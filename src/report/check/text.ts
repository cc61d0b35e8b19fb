import { max } from 'simple-statistics';
import type { Check, Verdict, VerdictName, VersionChange } from '../../results/check/verdict.js';
import { count } from '../../util/text.js';
import { visible } from '../../util/visible.js';

const ORDER: VerdictName[] = ['ok', 'note', 'failed', 'missing', 'new'];
const WIDTH = max(ORDER.map((name) => name.length));

/** A check as text: one line per run, other versions of adabatch, and a summary. */
export function verdictText({ verdicts, versions }: Check): string {
  const lines = verdicts.map(
    (verdict) => `${verdict.verdict.padEnd(WIDTH)}  ${verdict.name}: ${describeFindings(verdict)}`,
  );
  return [...[...lines, ...versions.map(describeVersions)].map(visible), summarise(verdicts), ''].join('\n');
}

/** The findings of a run, in one line. */
export function describeFindings({ verdict, findings, points }: Verdict): string {
  if (verdict === 'ok') return `the same at ${count(points, 'point')}`;
  return findings.map(({ of, text }) => (of === 'run' ? text : `${of} ${text}`)).join('; ');
}

/** The remark on runs that another version made, in one line. */
export function describeVersions({ baseline, candidate, runs }: VersionChange): string {
  return `versions of adabatch: ${baseline} → ${candidate} in ${count(runs, 'run')}`;
}

function summarise(verdicts: Verdict[]): string {
  const counts = ORDER.map((name) => ({ name, runs: verdicts.filter(({ verdict }) => verdict === name).length }));
  const told = counts.filter(({ runs }) => runs > 0).map(({ name, runs }) => `${runs} ${name}`);
  return `${count(verdicts.length, 'run')}: ${told.join(', ')}`;
}
