import type { Verdicts } from '../../results/verdicts.js';
import { plainTable } from '../table.js';
import { subjectText, titleOf, verdictText } from './words.js';

/** The verdicts as a table for the terminal. */
export function verdictTable({ claims }: Verdicts): string {
  const lines = claims.flatMap((claim) =>
    claim.findings.map((finding, position) => [
      position === 0 ? titleOf(claim) : '',
      verdictText(finding),
      subjectText(finding),
    ]),
  );
  return `${plainTable(['claim', 'verdict', 'data'], lines, ['left', 'left', 'left'])}\n`;
}
