import { closest, distance } from 'fastest-levenshtein';

/** The share of the letters of a name that may differ from the intended one. */
const MOST_DIFFERENCES = 0.4;

/** The known name that another one may be a slip of; undefined if it is like none. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const found = closest(name, known);
  return distance(name, found) <= MOST_DIFFERENCES * name.length ? found : undefined;
}
