import { constants } from 'node:fs';
import { access, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFailure, UserError, writeFailure } from '../errors.js';
import { makeFolder, nearestExisting, writeWhole } from '../files.js';
import { runToCsv } from './csv.js';
import { type Configuration, type Run, runSchema } from './schema.js';

const LONGEST_DATASET_NAME = 100;
const INTERRUPTED = '.interrupted';

/** What a run's files are called where the user does not say: no two runs share a name. */
export function resultName(dataset: string, { algorithm, rule, batch }: NamedConfiguration, id: string): string {
  return [dataset.replaceAll(/[^\w.-]+/g, '_').slice(0, LONGEST_DATASET_NAME), algorithm, rule, batch, id].join('-');
}

type NamedConfiguration = Pick<Configuration, 'algorithm' | 'rule' | 'batch'>;

/**
 * Writes `<name>.json` and `<name>.csv`, each at once or not at all, the JSON last: where it is, the run
 * is whole. An interrupted run is called `<name>.interrupted`, until the whole one takes its place.
 * @returns the files' paths
 * @throws UserError where the folder cannot be written
 */
export async function saveRun(
  run: Run,
  folder: string,
  name = resultName(run.dataset.name, run.configuration, run.id),
): Promise<string[]> {
  const target = path.join(folder, name);
  const partial = `${target}${INTERRUPTED}`;
  const [json, csv] = run.status === 'interrupted' ? filesOf(partial) : filesOf(target);
  const document = runToJson(run);
  await guard(folder, async () => {
    await makeFolder(folder);
    await writeWhole(csv, runToCsv(run));
    await writeWhole(json, document);
    if (run.status !== 'interrupted') for (const file of filesOf(partial)) await rm(file, { force: true });
  });
  return [json, csv];
}

function filesOf(target: string): [json: string, csv: string] {
  return [`${target}.json`, `${target}.csv`];
}

/**
 * Which of some runs a folder has whole. What a process that was killed left of the others is removed.
 * @param names of the runs' files, without their ending
 * @throws UserError where the folder cannot be read
 */
export async function wholeRuns(folder: string, names: readonly string[]): Promise<Set<string>> {
  const ours = new Set(names);
  const found = new Set<string>();
  for (const entry of await namesIn(folder)) {
    const [, name = '', ending] = /^(.*?)(?:\.interrupted)?(\.json|\.(?:json|csv)\.\d+\.tmp)$/.exec(entry) ?? [];
    if (!ours.has(name)) continue;
    if (entry === `${name}.json`) found.add(name);
    else if (ending !== '.json') await rm(path.join(folder, entry), { force: true });
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw readFailure(`'${folder}'`, error);
  }
}

/** A run as JSON text. Doubles read back to the same bits. */
export function runToJson(run: Run): string {
  return `${JSON.stringify(runSchema.parse(run), null, 2)}\n`;
}

/** Makes sure, before any work is done, that a folder can be written or made. Throws a UserError where not. */
export async function checkFolder(folder: string): Promise<void> {
  if (folder === '') throw new UserError('--out takes a folder, not ""');
  await guard(folder, async () => {
    const existing = await nearestExisting(folder);
    if (!(await stat(existing)).isDirectory()) {
      throw new UserError(`${existing} is not a folder`, 'Choose another with --out');
    }
    await access(existing, constants.W_OK);
  });
}

async function guard(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw writeFailure(folder, error, 'Choose another folder with --out, or save nothing with --no-save');
  }
}
