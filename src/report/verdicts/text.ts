import type { Check, Verdict, VerdictName } from '../../results/checked.js';

const ORDER: VerdictName[] = ['ok', 'note', 'failed', 'missing', 'new'];
const WIDTH = Math.max(...ORDER.map((name) => name.length));

/** A check as text: one line a run, and a summary. */
export function verdictText({ verdicts }: Check): string {
  const lines = verdicts.map(
    (verdict) => `${verdict.verdict.padEnd(WIDTH)}  ${verdict.name}: ${describeFindings(verdict)}`,
  );
  return [...lines, summarise(verdicts), ''].join('\n');
}

/** What was found in a run, in one line. */
export function describeFindings({ verdict, findings, points }: Verdict): string {
  if (verdict === 'ok') return `the same at ${points} ${points === 1 ? 'point' : 'points'}`;
  return findings.map(({ of, text }) => (of === 'run' ? text : `${of} ${text}`)).join('; ');
}

function summarise(verdicts: Verdict[]): string {
  const counts = ORDER.map((name) => ({ name, count: verdicts.filter(({ verdict }) => verdict === name).length }));
  const told = counts.filter(({ count }) => count > 0).map(({ name, count }) => `${count} ${name}`);
  return `${verdicts.length} ${verdicts.length === 1 ? 'run' : 'runs'}: ${told.join(', ')}`;
}
