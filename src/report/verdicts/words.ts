import type { ClaimVerdicts, Finding } from '../../results/verdicts.js';
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
