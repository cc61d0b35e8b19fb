import { UserError } from '../../util/errors.js';
import { BUILT_IN } from '../generators/built-in.js';
import { findEntry, nearestName } from './catalogue.js';
import { fetchedFile } from './fetched.js';

/**
 * The file of a dataset of the catalogue; what is no name of one is handed back as it is.
 * @throws UserError where it was not fetched, or is no longer what was, or where a name is nearly one
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

/** What to do to read a dataset by a name that is known. */
async function howToHave(name: string): Promise<string> {
  const isThere = name === BUILT_IN || (await fetchedFile(name).catch(() => undefined)) !== undefined;
  return isThere ? 'adabatch data list shows the datasets that go by name' : `Fetch it: adabatch data fetch ${name}`;
}

function refuseUnfetched(name: string): never {
  throw new UserError(`${name} is in the catalogue, but was not fetched`, `Fetch it: adabatch data fetch ${name}`);
}
