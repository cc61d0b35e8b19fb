/** A loss as a reader wants it; the files have every digit. */
export function significant(value: number): string {
  return value.toPrecision(6);
}

/** A number of epochs or a ratio, without digits that say nothing. */
export function trim(value: number): string {
  return String(Number(value.toFixed(3)));
}
