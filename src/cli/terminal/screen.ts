import type { Screen } from '../../report/plots/terminal/chart.js';
import { LINE_WIDTH } from '../../util/text.js';

/**
 * What stdout can show: colours on a terminal, or where FORCE_COLOR says so, and Unicode where the locale has it.
 * @param rows of a chart
 */
export function screenOf(rows: number, columns: number = process.stdout.columns || LINE_WIDTH): Screen {
  return { columns, rows, hasTitle: true, hasColour: hasColour(), isUnicode: isUnicode() };
}

function hasColour(): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR);
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

/** The first of these variables that is set decides, as in the C library; Windows has Unicode. */
function isUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}
