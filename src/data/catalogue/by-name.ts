import { UserError } from '../../util/errors.js';
import { BUILT_IN } from '../generators/built-in.js';
import { findEntry, nearestName } from './catalogue.js';
import { fetchedFile } from './fetched.js';

/**
 * The file of a dataset of the catalogue; a source that is not such a name is returned unchanged.
 * @throws UserError if it was not fetched, or has changed since, or if the source is nearly a name
 */
export async function locateByName(source: string): Promise<string> {
  if (await findEntry(source)) return (await fetchedFile(source)) ?? refuseUnfetched(source);
  const nearest = /[\\/]/.test(source) ? undefined : await nearestName(source, BUILT_IN);
  if (nearest === undefined) return source;
  throw new UserError(
    `there is no file '${source}'`,
    `Check its path, or is ${nearest} meant? ${await howToHave(nearest)}`,
  );
}

/** Tells the user how to get a dataset whose name is known. */
async function howToHave(name: string): Promise<string> {
  const isThere = name === BUILT_IN || (await fetchedFile(name).catch(() => undefined)) !== undefined;
  return isThere ? 'adabatch data list shows the datasets that go by name' : `Fetch it: adabatch data fetch ${name}`;
}

function refuseUnfetched(name: string): never {
  throw new UserError(`${name} is in the catalogue, but was not fetched`, `Fetch it: adabatch data fetch ${name}`);
}
