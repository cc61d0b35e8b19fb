/** The characters that may separate the cells of a CSV file. */
export type Separator = ',' | ';' | '\t';

/** What the separators are called, one and several. */
const NAMES: Record<Separator, { one: string; several: string }> = {
  '\t': { one: 'tab', several: 'tabs' },
  ';': { one: 'semicolon', several: 'semicolons' },
  ',': { one: 'comma', several: 'commas' },
};

/** The likeliest first where nothing else tells them apart: a tab hardly ever stands in a text. */
const SEPARATORS = Object.keys(NAMES) as Separator[];

/** The first line by which Excel is told the separator. */
const SEPARATOR_LINE = /^"?sep=([,;\t])"?\r?\n?$/i;

/** What a separator is called. */
export function separatorName(separator: Separator): { one: string; several: string } {
  return NAMES[separator];
}

/** Whether a line is none of the table, but says how its cells are separated, as `sep=;` does for Excel. */
export function isSeparatorLine(line: string): boolean {
  return SEPARATOR_LINE.test(line);
}

/**
 * The separator of CSV text: what its first line says, or the character that cuts most lines into equally many cells,
 * and into more than others do; quoted cells aside.
 *
 * @param lines the first few
 * @returns undefined where there is none in any line
 */
export function findSeparator(lines: readonly string[]): Separator | undefined {
  const [, said] = SEPARATOR_LINE.exec(lines[0] ?? '') ?? [];
  if (said !== undefined) return said as Separator;
  const records = withoutQuoted(lines.join('\n')).split('\n');
  const fits = SEPARATORS.map((separator) => fitOf(separator, records)).filter(({ cuts }) => cuts > 0);
  fits.sort((one, other) => other.lines - one.lines || other.rank - one.rank || other.cuts - one.cuts);
  return fits[0]?.separator;
}

/** How well a separator fits. */
interface Fit {
  separator: Separator;
  /** How many lines have it equally often. */
  lines: number;
  /** How often these have it. */
  cuts: number;
  /** Tabs go before others that fit as many lines. */
  rank: number;
}

function fitOf(separator: Separator, records: readonly string[]): Fit {
  const lines = new Map<number, number>();
  for (const record of records) {
    const cuts = cutsIn(record, separator);
    if (cuts > 0) lines.set(cuts, (lines.get(cuts) ?? 0) + 1);
  }
  const [cuts, most] = [...lines].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0]);
  return { separator, lines: most, cuts, rank: separator === '\t' ? 1 : 0 };
}

/** A comma between digits may be a decimal comma, and does not count where there are semicolons or tabs. */
function cutsIn(record: string, separator: Separator): number {
  const text = separator === ',' && /[;\t]/.test(record) ? record.replace(/(?<=\d),(?=\d)/g, '') : record;
  return text.split(separator).length - 1;
}

/** The last quote may be one that is closed behind the text. */
function withoutQuoted(text: string): string {
  return text.replace(/"[^"]*(?:"|$)/g, '');
}
