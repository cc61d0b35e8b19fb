import { credentials, inCircle, unsafe } from './failures.js';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** The same limit as fetch has. */
const MOST_REDIRECTS = 20;

/** An answer, and the address that it came from after all redirects. */
export interface Answer {
  response: Response;
  source: URL;
}

/**
 * Requests an address and follows redirects. This is done by hand, since fetch follows redirects from https to http,
 * where anyone on the way can change the bytes.
 * @throws TransferError if a redirect leads to no address, to a less safe one, or round in a circle
 */
export async function follow(address: URL, request: RequestInit): Promise<Answer> {
  let source = address;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(source, { ...request, redirect: 'manual' });
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return { response, source };
    await response.body?.cancel();
    source = next(address, source, location);
  }
  throw inCircle(address);
}

function next(address: URL, source: URL, location: string): URL {
  if (!URL.canParse(location, source.href)) throw unsafe(address, 'to what is no address');
  const target = new URL(location, source.href);
  if (!/^https?:$/.test(target.protocol)) throw unsafe(address, `to an address of ${target.protocol}`);
  if (source.protocol === 'https:' && target.protocol === 'http:') throw unsafe(address, 'from https to http');
  return refuseCredentials(target);
}

/** Returns an address; throws if it has a user or a password. */
export function refuseCredentials(address: URL): URL {
  if (address.username !== '' || address.password !== '') throw credentials(address);
  return address;
}
