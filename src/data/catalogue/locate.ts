import { stat } from 'node:fs/promises';
import { UserError } from '../../util/errors.js';
import { BUILT_IN } from '../generators/built-in.js';
import { findEntry, nearestName } from './catalogue.js';
import { fetchedFile } from './fetched.js';

/**
 * The file that a dataset is read from: the one of that path if there is one, else that of the dataset of the catalogue
 * with that name. Stdin, and what is neither, is handed back as it is.
 * @throws UserError for a dataset of the catalogue that was not fetched, or is no longer what was
 */
export async function locateDataset(source: string): Promise<string> {
  if (source === '-' || (await isFile(source))) return source;
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

async function isFile(source: string): Promise<boolean> {
  return stat(source).then(
    (found) => !found.isDirectory(),
    ({ code }) => code !== 'ENOENT',
  );
}

function refuseUnfetched(name: string): never {
  throw new UserError(`${name} is in the catalogue, but was not fetched`, `Fetch it: adabatch data fetch ${name}`);
}
