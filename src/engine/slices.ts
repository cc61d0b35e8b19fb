/** The half-open range [first, end) that part `part` of `parts` gets: in order, about as many as the others. */
export function sliceOf(part: number, parts: number, things: number): [first: number, end: number] {
  const boundary = (number: number) => Math.floor((number * things) / parts);
  return [boundary(part), boundary(part + 1)];
}
