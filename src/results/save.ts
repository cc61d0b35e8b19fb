import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError, writeFailure } from '../errors.js';
import { makeFolder, nearestExisting, writeWhole } from '../files.js';
import { runToCsv } from './csv.js';
import { type Run, runSchema } from './schema.js';

const LONGEST_DATASET_NAME = 100;

/** The name of a run's files where the user gives none: no two runs share one. */
function defaultName({ id, dataset, configuration }: Run): string {
  const { algorithm, rule, batch } = configuration;
  const datasetName = dataset.name.replaceAll(/[^\w.-]+/g, '_').slice(0, LONGEST_DATASET_NAME);
  return [datasetName, algorithm, rule, batch, id].join('-');
}

/**
 * Writes `<name>.json` and `<name>.csv`, each at once or not at all. A completed run stays: an
 * interrupted one of the same id does not take its place.
 * @returns the files' paths; none where the completed run was kept
 * @throws UserError where the folder cannot be written
 */
export async function saveRun(run: Run, folder: string, name = defaultName(run)): Promise<string[]> {
  const files = { json: path.join(folder, `${name}.json`), csv: path.join(folder, `${name}.csv`) };
  const json = runToJson(run);
  if (run.status === 'interrupted' && (await holdsCompletedRun(files.json, run.id))) return [];
  await guard(folder, async () => {
    await makeFolder(folder);
    await writeWhole(files.json, json);
    await writeWhole(files.csv, runToCsv(run));
  });
  return [files.json, files.csv];
}

/** A run as JSON text. Doubles read back to the same bits. */
export function runToJson(run: Run): string {
  return `${JSON.stringify(runSchema.parse(run), null, 2)}\n`;
}

/** Makes sure, before any work is done, that a folder can be written or made. Throws a UserError where not. */
export async function checkFolder(folder: string): Promise<void> {
  await guard(folder, async () => {
    const existing = await nearestExisting(folder);
    if (!(await stat(existing)).isDirectory()) {
      throw new UserError(`${existing} is not a folder`, 'Choose another with --out');
    }
    await access(existing, constants.W_OK);
  });
}

async function holdsCompletedRun(file: string, id: string): Promise<boolean> {
  try {
    const saved = runSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return saved.id === id && saved.status !== 'interrupted';
  } catch {
    return false;
  }
}

async function guard(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw writeFailure(folder, error, 'Choose another folder with --out, or save nothing with --no-save');
  }
}
