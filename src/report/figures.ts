/** A loss as a reader wants it; the files have every digit. */
export function significant(value: number): string {
  return value.toPrecision(6);
}

/** A number of epochs or a ratio, without digits that say nothing. */
export function trim(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** A measure of data, to so many digits. */
export function rounded(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

/** A share of a whole. */
export function percent(share: number): string {
  return `${rounded(100 * share, 3)} %`;
}
