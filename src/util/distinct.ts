/** The different ones of some values, in their order. */
export function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
