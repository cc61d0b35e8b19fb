import type { ClaimVerdicts, Finding, Verdicts } from '../../results/verdicts.js';
import { joined, rounded } from '../../util/text.js';

/** `3 Sample efficiency kept`; what was found here has no number. */
export function titleOf({ claim, title }: Pick<ClaimVerdicts, 'claim' | 'title'>): string {
  return /^\d+$/.test(claim) ? `${claim} ${title}` : title;
}

/** `holds up to batch 64`. */
export function verdictText({ verdict, batch }: Pick<Finding, 'verdict' | 'batch'>): string {
  return verdict === 'holds up to' ? `${verdict} batch ${batch}` : verdict;
}

/** On what data, and what was varied beside. */
export function subjectText({ dataset, about }: Pick<Finding, 'dataset' | 'about'>): string {
  return joined(dataset?.name ?? '', about) || 'all data';
}

/** A cell of a finding's table; what has no figure is a dash. */
export function cellText(cell: string | number | null): string {
  if (cell === null) return '—';
  return typeof cell === 'number' ? rounded(cell) : cell;
}

/** By what program, on what machine and how thoroughly the claims were checked. */
export function circumstances({ environment, isQuick }: Verdicts): string {
  const { adabatch, node, cpu, cores } = environment;
  const machine = `adabatch ${adabatch}, Node ${node}, ${cpu}, cores: ${cores}`;
  return `${machine}${isQuick ? '; quick: fewer batches, rules and epochs than the criteria ask for' : ''}.`;
}
