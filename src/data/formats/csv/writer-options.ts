import { setting } from '../../../util/setting.js';
import type { ColumnPlan } from '../../rows.js';
import { kindOfCell } from './cells.js';
import { findColumns, referTo } from './columns.js';
import { testRoles } from './roles.js';

/** The most cells that are checked: the reader samples a thousand rows, which may be too wide to keep here. */
const MOST_CELLS = 1e6;
const MOST_LINES = 1000;

/**
 * The options that reading a CSV file needs, so that its header, its label and its text are recognised.
 *
 * @param labelNames the labels if they are text
 * @param lines the cells of its lines, quoted if necessary
 */
export async function optionsToRead(
  plan: ColumnPlan,
  labelNames: readonly string[] | undefined,
  lines: AsyncIterable<readonly string[]>,
): Promise<string[]> {
  const { header } = plan;
  const sample = await takeLines(lines, Math.min(MOST_LINES, Math.ceil(MOST_CELLS / plan.names.length)));
  const label = referTo(plan.label, plan);
  const text = textColumns(plan, labelNames).map((position) => referTo(position, plan));
  const options: string[] = [];
  if (findColumns(sample, '', {}).header !== header) options.push(setting('header', header));
  if (findColumns(sample, '', { header }).label !== plan.label) options.push(`${setting('labelColumn')} ${label}`);
  if (text.length > 0) options.push(`${setting('textColumns')} ${text.join(',')}`);
  return options;
}

/** Positions of the text columns that contain numbers. */
function textColumns(plan: ColumnPlan, labelNames: readonly string[] = []): number[] {
  const hasNumber = (texts: Iterable<string>) => [...texts].some((text) => kindOfCell(text) === 'numeric');
  return testRoles(plan, plan).roles.flatMap((role, position) => {
    const texts = role.kind === 'text' ? role.values.keys() : role.kind === 'label' ? labelNames : [];
    return hasNumber(texts) ? [position] : [];
  });
}

async function takeLines(lines: AsyncIterable<readonly string[]>, most: number) {
  const sample: { cells: string[]; line: number; raw: string }[] = [];
  for await (const cells of lines) {
    sample.push({ cells: cells.map(unquoted), line: sample.length + 1, raw: '' });
    if (sample.length === most) break;
  }
  return sample;
}

function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
