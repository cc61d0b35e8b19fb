import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, UserError } from '../util/errors.js';
import { groupBy } from '../util/group-by.js';
import { listed } from '../util/text.js';
import { countingResult } from './counting-result.js';
import { readJson, validated } from './json.js';
import { listResults } from './listing.js';
import { type Run, runSchema, type Status } from './schema.js';
import { isIntact } from './seal.js';

/** A run, partly kept in memory, and the file that it was read from. */
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
 * Reads the runs of files and folders, those of a folder by file name. Of several results of one run the
 * newest counts, whole ones before interrupted ones.
 * @param keep selects the part of each run that stays in memory
 * @param note told what was left out
 * @param isUnique whether several whole results of one run are an error
 * @throws UserError if something cannot be read, is no run although it should be one, or contradicts another result
 */
export async function readRuns<Kept>(
  paths: string[],
  keep: (run: Run) => Kept,
  note: (text: string) => void,
  isUnique = false,
): Promise<StoredRun<Kept>[]> {
  const read: StoredRun<Kept>[] = [];
  const unsealed: string[] = [];
  const { files, subfolders } = await listResults(paths);
  if (subfolders.length > 0) note(`subfolders are not read unless they are named: ${listed(subfolders)}`);
  for (const { file, explicit } of files) {
    const content = await readJson(file, explicit ? NO_RUN : DAMAGED);
    if (explicit || isRun(content)) {
      const run = parseRun(file, content, explicit);
      if (run.sha256 === undefined) unsealed.push(file);
      read.push(store(file, run, keep));
    } else if (!isOfAdabatch(content)) note(`${file} was passed over: it is no file of adabatch`);
  }
  noteUnsealed(unsealed, note);
  const counting = new Set<StoredRun<Kept>>();
  for (const ofRun of groupBy(read, ({ id }) => id).values()) counting.add(await countingOf(ofRun));
  const dropped = read.filter((stored) => !counting.has(stored) && stored.status !== 'interrupted');
  if (dropped.length > 0) {
    const files = listed(dropped.map(({ file }) => file));
    if (isUnique)
      throw new UserError(`there are other results of the same runs: ${files}`, 'Remove those that are not to count');
    note(`of several results of one run the newest file (by its mtime) counts; left out: ${files}`);
  }
  return read.filter((stored) => counting.has(stored));
}

/** Reads the results of one run again, since memory keeps only a part. */
async function countingOf<Kept>(stored: StoredRun<Kept>[]): Promise<StoredRun<Kept>> {
  const [first, ...others] = stored as [StoredRun<Kept>, ...StoredRun<Kept>[]];
  if (others.length === 0) return first;
  const result = async (one: StoredRun<Kept>) => {
    const { mtimeMs: written } = await stat(one.file);
    return { stored: one, file: one.file, written, run: await readRun(one.file) };
  };
  return countingResult(await Promise.all([result(first), ...others.map(result)])).stored;
}

/**
 * Reads one run.
 * @throws UserError if the file cannot be read or is no run
 */
export async function readRun(file: string): Promise<Run> {
  return parseRun(file, await readJson(file, NO_RUN), true);
}

/**
 * The same for a result of this program: what has the sha256 that it was written with needs no other check.
 * @throws as readRun
 */
export async function readOwnRun(file: string): Promise<Run> {
  const content = await readJson(file, NO_RUN);
  const isSound = schemaOf(content) === runSchema.shape.schema.value && isIntact(content as object) === true;
  return isSound ? (content as Run) : parseRun(file, content, true);
}

/** Names the results without a sha256, of which one cannot tell whether they are as they were written. */
export function noteUnsealed(files: string[], note: (text: string) => void): void {
  if (files.length > 0) note(`results of an older adabatch, without a sha256 to tell damage by: ${listed(files)}`);
}

function parseRun(file: string, content: unknown, explicit: boolean): Run {
  const run = validated(runSchema, content, { file, noun: 'run', hint: explicit ? NO_RUN : DAMAGED });
  if (isIntact(content as object) !== false) return run;
  throw new InputError(
    { file },
    'damaged or edited: its content does not have the sha256 that it was written with',
    'Run it again, or take its line "sha256" out if it was edited on purpose',
  );
}

function store<Kept>(file: string, run: Run, keep: (run: Run) => Kept): StoredRun<Kept> {
  const name = path.basename(file).replace(/(\.interrupted)?\.json$/, '');
  return { file, name, id: run.id, status: run.status, run: keep(run) };
}

/** The schema that a content names; undefined if it names none. */
function schemaOf(content: unknown): string | undefined {
  const named = typeof content === 'object' && content !== null && 'schema' in content ? content.schema : undefined;
  return typeof named === 'string' ? named : undefined;
}

function isRun(content: unknown): boolean {
  return schemaOf(content)?.startsWith('adabatch/run@') ?? false;
}

function isOfAdabatch(content: unknown): boolean {
  return schemaOf(content)?.startsWith('adabatch/') ?? false;
}
