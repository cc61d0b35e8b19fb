import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFailure, UserError } from '../errors.js';
import { isReadOnce } from '../files.js';
import { parseDocument, readJson } from './document.js';
import { type Run, runSchema, type Status } from './schema.js';

/** A run of which a part is kept in memory, and the file that it was read from. */
export interface StoredRun<Kept> {
  file: string;
  /** The name of its files, without their ending. */
  name: string;
  id: string;
  status: Status;
  run: Kept;
}

const DAMAGED = 'Run it again, or move the file elsewhere';
const NO_RUN = 'Name a result of adabatch run, or a folder of results';

/**
 * Reads the runs of files and folders, those of a folder by the names of their files. Of several runs with
 * one id, the last that is not interrupted counts, else the last.
 * @param keep what of each run is to stay in memory
 * @param note told what was left out
 * @throws UserError where something cannot be read, or is no run although it should be one
 */
export async function readRuns<Kept>(
  paths: string[],
  keep: (run: Run) => Kept,
  note: (text: string) => void,
): Promise<StoredRun<Kept>[]> {
  const read: StoredRun<Kept>[] = [];
  for (const { file, explicit } of await listFiles(paths)) {
    refuseReadOnce(file);
    const document = await readJson(file, explicit ? NO_RUN : DAMAGED);
    if (explicit || isRun(document)) read.push(store(file, parseRun(file, document, explicit), keep));
    else if (!isOurs(document)) note(`${file} was passed over: it is no document of adabatch`);
  }
  const runs = withoutRepeated(read);
  const dropped = read.filter((stored) => !runs.includes(stored) && stored.status !== 'interrupted');
  if (dropped.length > 0) note(`left out, since a later result is of the same run: ${namesOf(dropped)}`);
  return runs;
}

/**
 * Reads one run.
 * @throws UserError where the file cannot be read or is no run
 */
export async function readRun(file: string): Promise<Run> {
  return parseRun(file, await readJson(file, NO_RUN), true);
}

/** Results may be read again and again, and from a folder nobody waits for one. */
function refuseReadOnce(file: string): void {
  if (!isReadOnce(file)) return;
  throw new UserError(`'${file}' is no plain file`, 'Save the result to a file, or move what is none elsewhere');
}

function parseRun(file: string, document: unknown, explicit: boolean): Run {
  return parseDocument(runSchema, document, { file, noun: 'run', hint: explicit ? NO_RUN : DAMAGED });
}

function store<Kept>(file: string, run: Run, keep: (run: Run) => Kept): StoredRun<Kept> {
  const name = path.basename(file).replace(/(\.interrupted)?\.json$/, '');
  return { file, name, id: run.id, status: run.status, run: keep(run) };
}

async function listFiles(paths: string[]): Promise<{ file: string; explicit: boolean }[]> {
  const lists = paths.map(async (name) => {
    if (!(await isFolder(name))) return [{ file: name, explicit: true }];
    return (await jsonFilesIn(name)).map((file) => ({ file, explicit: false }));
  });
  return (await Promise.all(lists)).flat();
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (error) {
    throw readFailure(`'${name}'`, error);
  }
}

async function jsonFilesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    // By code unit, so that the order does not depend on the language of the machine.
    return names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => path.join(folder, name));
  } catch (error) {
    throw readFailure(`'${folder}'`, error);
  }
}

/** The schema that a document names; undefined where it names none. */
function schemaOf(document: unknown): string | undefined {
  const named = typeof document === 'object' && document !== null && 'schema' in document ? document.schema : undefined;
  return typeof named === 'string' ? named : undefined;
}

function isRun(document: unknown): boolean {
  return schemaOf(document)?.startsWith('adabatch/run@') ?? false;
}

function isOurs(document: unknown): boolean {
  return schemaOf(document)?.startsWith('adabatch/') ?? false;
}

function namesOf(runs: { file: string }[]): string {
  const more = runs.length > 1 ? ` and ${runs.length - 1} more` : '';
  return `${runs[0]?.file}${more}`;
}

function withoutRepeated<Kept>(read: StoredRun<Kept>[]): StoredRun<Kept>[] {
  const counting = new Map<string, StoredRun<Kept>>();
  for (const stored of read) {
    const other = counting.get(stored.id);
    const completed = stored.status !== 'interrupted';
    if (!other || completed || other.status === 'interrupted') counting.set(stored.id, stored);
  }
  return read.filter((stored) => counting.get(stored.id) === stored);
}
