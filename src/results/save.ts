import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readFailure, UserError, writeFailure } from '../util/errors.js';
import { makeFolder, readText, requireWritable, writeTogether, writeWhole } from '../util/files.js';
import { setting } from '../util/setting.js';
import { runToCsv } from './csv.js';
import { INTERRUPTED } from './names.js';
import { readOwnRun } from './read.js';
import { type Configuration, type Run, runSchema } from './schema.js';
import { sealed } from './seal.js';

const LONGEST_NAME = 100;

/** The default name of a run's files: no two runs share one. */
export function resultName(dataset: string, { algorithm, rule, batch }: NamedConfiguration, id: string): string {
  const plain = (name: string) => name.replaceAll(/[^\w.-]+/g, '_').slice(0, LONGEST_NAME);
  return [plain(dataset), plain(algorithm), plain(rule), batch, id].join('-');
}

type NamedConfiguration = Pick<Configuration, 'algorithm' | 'rule' | 'batch'>;

/**
 * Writes `<name>.json` and `<name>.csv`, each at once or not at all. The JSON is last, so it marks a whole run, and
 * its sha256 in the CSV ties the two. An interrupted run is `<name>.interrupted` until the whole one replaces it.
 * @returns the files' paths
 * @throws UserError if the folder cannot be written
 */
export async function saveRun(
  run: Run,
  folder: string,
  name = resultName(run.dataset.name, run.configuration, run.id),
): Promise<string[]> {
  const target = path.join(folder, name);
  const partial = `${target}${INTERRUPTED}`;
  const [json, csv] = run.status === 'interrupted' ? filesOf(partial) : filesOf(target);
  const result = sealed(validRun(run));
  await guard(folder, async () => {
    await makeFolder(folder);
    await writeTogether([csv, runToCsv(result)], [json, jsonOf(result)]);
    if (run.status !== 'interrupted') for (const file of filesOf(partial)) await rm(file, { force: true });
  });
  return [json, csv];
}

function filesOf(target: string): [json: string, csv: string] {
  return [`${target}.json`, `${target}.csv`];
}

/** The run that a folder has under a name; undefined if it has none, none that can be read, or another run. */
export async function savedRun(folder: string, { id, name }: { id: string; name: string }): Promise<Run | undefined> {
  const run = await readOwnRun(path.join(folder, `${name}.json`)).catch(() => undefined);
  return run?.id === id ? run : undefined;
}

/**
 * The runs that a folder has, by name, with the version of adabatch that made each. A file that cannot be read as a
 * result, or is of another run, does not count.
 * @param runs the ids of the runs and the names of their files, without the ending
 * @param visit called for each
 * @throws UserError if the folder cannot be read; whatever `visit` throws
 */
export async function savedRuns(
  folder: string,
  runs: readonly { id: string; name: string }[],
  visit: (run: Run, folder: string, name: string) => Promise<void> = async () => {},
): Promise<Map<string, string>> {
  const entries = new Set(await namesIn(folder));
  const found = new Map<string, string>();
  for (const { id, name } of runs) {
    const run = entries.has(`${name}.json`) ? await savedRun(folder, { id, name }) : undefined;
    if (!run) continue;
    await visit(run, folder, name);
    found.set(name, run.environment.adabatch);
  }
  return found;
}

/**
 * Makes the CSV of a saved run again if it does not match the JSON.
 * @throws UserError if it cannot be written
 */
export async function restoreCsv(run: Run, folder: string, name: string): Promise<void> {
  const [, csv] = filesOf(path.join(folder, name));
  const content = runToCsv(run);
  const found = await readText(csv).catch(() => undefined);
  if (found !== content) await guard(folder, () => writeWhole(csv, content));
}

/** Those of the given runs that have a result in a folder. Throws a UserError if the folder cannot be read. */
export async function stillSaved(folder: string, names: readonly string[]): Promise<string[]> {
  const entries = new Set(await namesIn(folder));
  return names.filter((name) => entries.has(`${name}.json`));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw readFailure(`'${folder}'`, error);
  }
}

/** A run as JSON text, with the sha256 of its content. Doubles read back to the same bits. */
export function runToJson(run: Run): string {
  return jsonOf(sealed(validRun(run)));
}

function jsonOf(run: Run): string {
  return `${JSON.stringify(run, null, 2)}\n`;
}

/** Checks that a run can be read again. Throws a one-line Error that names the part that violates the schema. */
export function validRun(run: Run): Run {
  const parsed = runSchema.safeParse(run);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the result cannot be saved, since its ${issue?.path.join('.')} is wrong (${issue?.message})`);
}

/** Makes sure, before any work is done, that a folder can be written or made. Throws a UserError if not. */
export async function checkFolder(folder: string): Promise<void> {
  if (folder === '') throw new UserError(`${setting('out')} takes a folder, not ""`);
  await guard(folder, async () => {
    await requireWritable(folder, `Choose another with ${setting('out')}`);
  });
}

async function guard(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw writeFailure(
      folder,
      error,
      `Choose another folder with ${setting('out')}, or save nothing with ${setting('save', false)}`,
    );
  }
}
