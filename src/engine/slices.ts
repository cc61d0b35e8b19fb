/** The things, from the first to before the end, that one of several parts gets: in their order, about as many as the others. */
export function sliceOf(part: number, parts: number, things: number): [first: number, end: number] {
  const boundary = (number: number) => Math.floor((number * things) / parts);
  return [boundary(part), boundary(part + 1)];
}
