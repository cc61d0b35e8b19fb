import type { Verdicts } from '../../results/verdicts.js';
import { plainTable } from '../table.js';
import { subjectText, titleOf, verdictText } from './words.js';

/** The verdicts as a table for the terminal. */
export function verdictTable({ claims }: Verdicts): string {
  const lines = claims.flatMap((claim) =>
    claim.findings.map((finding, position) => [
      position === 0 ? titleOf(claim) : '',
      subjectText(finding),
      verdictText(finding),
    ]),
  );
  return `${plainTable(['claim', 'data', 'verdict'], lines, ['left', 'left', 'left'])}\n`;
}
