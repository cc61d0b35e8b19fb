/** A figure as JSON has it: null where there is none, or none that is finite. */
export function finiteOrNull(value: number | null | undefined): number | null {
  return value != null && Number.isFinite(value) ? value : null;
}
