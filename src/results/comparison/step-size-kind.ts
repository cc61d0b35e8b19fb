/** Where a step size comes from; a multiple of the limit counts as given, like a number. */
export function stepSizeKind({ stepSizeFrom }: Readonly<Record<'stepSizeFrom', unknown>>): string {
  const kind = String(stepSizeFrom);
  return kind.endsWith('/L') ? 'given' : kind;
}
