/** The width in columns of text that people read on a terminal. */
export const LINE_WIDTH = 80;

const MOST_LISTED = 10;

/** A whole number with its noun, as in `1 row` and `32,561 rows`. */
export function count(number: number, noun: string): string {
  return `${grouped(String(number))} ${noun}${number === 1 ? '' : 's'}`;
}

/** Digits with a comma before every three; toLocaleString takes 15 ms at its first call. */
function grouped(digits: string): string {
  const first = digits.length % 3 || 3;
  const groups = [digits.slice(0, first)];
  for (let place = first; place < digits.length; place += 3) groups.push(digits.slice(place, place + 3));
  return groups.join(',');
}

/** The first few names, separated by commas, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The parts of a title, without those that are empty. */
export function joined(...parts: (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(', ');
}

/** Text that begins with a capital letter. */
export function capitalised(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase());
}

/** A measure of data, to `digits` digits. */
export function rounded(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

/** A loss, rounded for reading; the files have every digit. */
export function significant(value: number): string {
  return value.toPrecision(6);
}

/** A number of epochs or a ratio, without insignificant digits. */
export function trim(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** A share of a whole, as a percentage. */
export function percent(share: number): string {
  return `${rounded(100 * share, 3)} %`;
}

/** An amount of memory, in GiB. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** Wraps text at blanks to fit a terminal, but not before a percent sign or beside ±; indents lines after the first. */
export function wrapped(text: string, indent = 0): string {
  const line = new RegExp(`\\S.{0,${LINE_WIDTH - indent - 1}}(?<!±)(?= (?![%±])|\\s*$)|\\S+`, 'gm');
  return (text.match(line) ?? []).join(`\n${' '.repeat(indent)}`);
}

/** A time, for reading: in seconds, minutes or hours, rounded up. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
