import { stat } from 'node:fs/promises';

/**
 * The file that a dataset is read from: the one of that path if there is one, else that of the dataset of the catalogue
 * with that name. Stdin, and what is neither, is handed back as it is.
 * @throws UserError for a dataset of the catalogue that was not fetched, or is no longer what was
 */
export async function locateDataset(source: string): Promise<string> {
  if (source === '-' || (await isFile(source))) return source;
  // Loaded for names alone: the catalogue is YAML, whose parser is a fifth of what a run would load.
  const { locateByName } = await import('./by-name.js');
  return locateByName(source);
}

async function isFile(source: string): Promise<boolean> {
  return stat(source).then(
    (found) => !found.isDirectory(),
    ({ code }) => code !== 'ENOENT',
  );
}
