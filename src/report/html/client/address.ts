// What the reader chose is in the fragment of the address, so that a reload or a link shows the same.

/** What was chosen under a key; null if nothing was. */
export function chosen(key: string): string | null {
  return choices().get(key);
}

/** Keeps a choice. */
export function choose(key: string, value: string): void {
  const all = choices();
  if (value === '') all.delete(key);
  else all.set(key, value);
  history.replaceState(null, '', `#${all}`);
}

/** Calls a listener when the reader changes the address. */
export function onAddress(listener: () => void): void {
  addEventListener('hashchange', listener);
}

function choices(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}
