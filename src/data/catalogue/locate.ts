import { stat } from 'node:fs/promises';

/**
 * The file that a dataset is read from: the file of that path if it exists, else that of the catalogue's dataset
 * with that name. Stdin, and a source that is neither, is returned unchanged.
 * @throws UserError for a dataset of the catalogue that was not fetched, or has changed since
 */
export async function locateDataset(source: string): Promise<string> {
  if (source === '-' || (await isFile(source))) return source;
  // Loaded only for names: the catalogue is YAML, whose parser is a fifth of what a run would load.
  const { locateByName } = await import('./by-name.js');
  return locateByName(source);
}

async function isFile(source: string): Promise<boolean> {
  return stat(source).then(
    (found) => !found.isDirectory(),
    ({ code }) => code !== 'ENOENT',
  );
}
