/** The characters that may separate the cells of a CSV file. */
export type Separator = ',' | ';' | '\t';

/** The names of the separators, singular and plural. */
const NAMES: Record<Separator, { one: string; several: string }> = {
  '\t': { one: 'tab', several: 'tabs' },
  ';': { one: 'semicolon', several: 'semicolons' },
  ',': { one: 'comma', several: 'commas' },
};

/** The likeliest first where nothing else distinguishes them: a tab hardly ever stands in a text. */
const SEPARATORS = Object.keys(NAMES) as Separator[];

/** The first line that tells Excel the separator. */
const SEPARATOR_LINE = /^"?sep=([,;\t])"?\r?\n?$/i;

/** The names of a separator. */
export function separatorName(separator: Separator): { one: string; several: string } {
  return NAMES[separator];
}

/** Whether a line is no part of the table but gives the separator, as `sep=;` does for Excel. */
export function isSeparatorLine(line: string): boolean {
  return SEPARATOR_LINE.test(line);
}

/**
 * The separator of CSV text: the one that its first line gives, or the one that cuts most lines into equally many
 * cells, and into more than others do. Quoted cells do not count.
 *
 * @param lines the first few
 * @returns undefined if no line has one
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
  /** The number of lines that have it equally often. */
  lines: number;
  /** How often each of these lines has it. */
  cuts: number;
  /** Tabs precede others that fit as many lines. */
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

/** Counts a separator. A comma between digits may be a decimal comma: it does not count beside semicolons or tabs. */
function cutsIn(record: string, separator: Separator): number {
  const text = separator === ',' && /[;\t]/.test(record) ? record.replace(/(?<=\d),(?=\d)/g, '') : record;
  return text.split(separator).length - 1;
}

/** Removes quoted text. The last quote may close beyond the end of the text. */
function withoutQuoted(text: string): string {
  return text.replace(/"[^"]*(?:"|$)/g, '');
}
