import { stat } from 'node:fs/promises';
import { UserError } from '../../errors.js';
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
  const nearest = /[\\/]/.test(source) ? undefined : await nearestName(source);
  if (nearest === undefined) return source;
  throw new UserError(
    `there is no file '${source}'`,
    `Check its path, or is ${nearest} meant? adabatch data list shows the datasets that go by name`,
  );
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
