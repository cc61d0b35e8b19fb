import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { readFailure, UserError, writeFailure } from '../errors.js';
import { makeFolder, writeWhole } from '../files.js';
import { runToCsv } from './csv.js';
import { INTERRUPTED } from './names.js';
import { type Configuration, type Run, runSchema } from './schema.js';
import { requireWritable } from './writing.js';

const LONGEST_DATASET_NAME = 100;

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
 * Those runs that a folder has, by name, and the versions of adabatch that made them. A file that is damaged, or is of
 * another run, does not count.
 * @param runs their ids and the names of their files, without the ending
 * @throws UserError where the folder cannot be read
 */
export async function savedRuns(
  folder: string,
  runs: readonly { id: string; name: string }[],
): Promise<Map<string, string>> {
  const entries = new Set(await namesIn(folder));
  const found = new Map<string, string>();
  for (const { id, name } of runs) {
    const file = `${name}.json`;
    const version = entries.has(file) ? await versionOf(path.join(folder, file), id) : undefined;
    if (version !== undefined) found.set(name, version);
  }
  return found;
}

/** The version that made a run; undefined where the file does not hold it. */
async function versionOf(file: string, id: string): Promise<string | undefined> {
  try {
    const document = JSON.parse(await readFile(file, 'utf8'));
    const isRun = document.schema === runSchema.shape.schema.value && document.id === id;
    return isRun ? String(document.environment.adabatch) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes from a folder what processes that were killed left of some runs.
 * @param names of the runs' files, without their ending
 */
export async function removeLeftovers(folder: string, names: readonly string[]): Promise<void> {
  const ours = new Set(names);
  for (const entry of await namesIn(folder)) {
    const [, name = '', writer] = /^(.*?)(?:\.interrupted)?\.(?:json|csv)\.(\d+)\.tmp$/.exec(entry) ?? [];
    if (ours.has(name) && !isAlive(Number(writer))) await rm(path.join(folder, entry), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
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
  return `${JSON.stringify(checkedRun(run), null, 2)}\n`;
}

/** A run that can be read again. Throws an Error of one line that names the part which is not as the schema wants it. */
export function checkedRun(run: Run): Run {
  const parsed = runSchema.safeParse(run);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the result cannot be saved, since its ${issue?.path.join('.')} is wrong (${issue?.message})`);
}

/** Makes sure, before any work is done, that a folder can be written or made. Throws a UserError where not. */
export async function checkFolder(folder: string): Promise<void> {
  if (folder === '') throw new UserError('--out takes a folder, not ""');
  await guard(folder, async () => {
    await requireWritable(folder, 'Choose another with --out');
  });
}

async function guard(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw writeFailure(folder, error, 'Choose another folder with --out, or save nothing with --no-save');
  }
}
