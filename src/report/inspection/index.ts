import type { Inspection } from '../../results/inspection.js';
import { wrapped } from '../../util/text.js';
import { shown } from '../../util/visible.js';
import { batchTables } from './batches.js';
import { factLines } from './facts.js';
import { quantileTable } from './quantiles.js';

/** An inspection for the terminal: facts, quantiles, what to expect of batches, and warnings. */
export function inspectionText(found: Inspection): string {
  const inspection = shown(found);
  const sections = [factLines(inspection), quantileTable(inspection), ...batchTables(inspection), warnings(inspection)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function warnings({ warnings: found }: Inspection): string {
  return found.map(({ message, hint }) => `${wrapped(`warning: ${message}`)}\n${wrapped(`hint: ${hint}`)}`).join('\n');
}
