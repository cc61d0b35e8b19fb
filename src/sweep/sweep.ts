import type { Observer } from '../experiment/observer.js';
import { searchGroup } from '../experiment/searches.js';
import { Session } from '../experiment/session.js';
import { forgetFailed, MOST_ATTEMPTS, readFailed } from '../results/failure.js';
import { SEARCH } from '../results/names.js';
import type { Plan } from '../results/plan.js';
import { restoreCsv, savedRuns, stillSaved } from '../results/save.js';
import { readSearch } from '../results/search.js';
import { type Assignment, requestOf } from '../settings/request.js';
import { Leases } from './leases.js';
import { inOrderOfWork, type PlannedRun, planRuns } from './plan.js';
import { workHere, workInProcesses } from './processes.js';
import { Queue, type Task } from './queue.js';
import type { Destination, RunEnd } from './run.js';
import { type Shard, shardOf } from './shard.js';
import { planRunsIn } from './shared-plan.js';

/** Where a sweep saves its runs, and which of them it does. */
export interface SweepScope {
  folder: string;
  /** Whether to repeat runs that the folder already has. */
  force?: boolean | undefined;
  /** Whether to try again what failed before. */
  retryFailed?: boolean | undefined;
  /** The part of the runs to do; by default all. */
  shard?: Shard | undefined;
  /** Whether others use this machine meanwhile, so that times say little; several jobs disturb each other anyway. */
  contended?: boolean | undefined;
}

/** A run of a sweep, as the user asked for it. */
export interface SweepRun extends PlannedRun {
  assignment: Assignment;
}

/** What a sweep is to do. */
export interface SweepPlan {
  /** All runs that were asked for. */
  asked: SweepRun[];
  /** Those in its scope; of several that mean the same, such as two spellings of a label, the first. */
  part: SweepRun[];
  /** Those in its scope that the folder has, by name, with the version that made each. */
  done: ReadonlyMap<string, string>;
}

/** How to watch and stop a sweep. */
export interface SweepWatch {
  /** Watches the data being read before the first run. */
  reading: Observer;
  /** Called before the first run; returns the observer of the runs. */
  begin(plan: SweepPlan, tasks: readonly Task[]): Observer;
  /** Called as soon as a run is saved or has failed. */
  ended(task: Task, end: RunEnd): void;
}

/** What came of a sweep. */
export interface SweepOutcome {
  /** How many runs the folder had before. */
  before: number;
  ends: [Task, RunEnd][];
  /** The runs that failed before, or in other processes, each with the reason; they were not tried. */
  failedElsewhere: readonly [Task, string][];
  /** How many runs other processes were at in the end. */
  atOthers: number;
  /** How many results were saved: now, before, or by other processes. */
  saved: number;
  /** The names of those that are still there. */
  present: string[];
}

/**
 * What a sweep would do, from the headers of datasets that were read before; a run on another dataset has no identity.
 * @throws UserError if a file cannot be read
 */
export async function planSweep(assignments: readonly Assignment[], scope: SweepScope): Promise<SweepPlan> {
  const { asked, part } = await partOf(assignments, scope);
  return { asked, part, done: await savedRuns(scope.folder, identitiesOf(part)) };
}

/**
 * Reads the data of a sweep and plans its runs in a folder, without doing any: what it reads is then in the cache.
 * @returns how many runs and searches are left to do, and how many runs failed and are not tried again
 * @throws UserError if data cannot be read, or the folder cannot be written
 */
export async function prepareSweep(
  assignments: readonly Assignment[],
  { folder, retryFailed = false }: Pick<SweepScope, 'folder' | 'retryFailed'>,
  observer: Observer,
): Promise<{ units: number; failed: number }> {
  const session = await Session.start();
  const leases = new Leases(folder);
  try {
    const { runs } = await partOf(assignments, { folder }, (request) => session.open(request, observer));
    await planRunsIn(folder, plannedIn(runs), { leases, signal: observer.signal });
    const done = await savedRuns(folder, identitiesOf(runs));
    const tasks = runs.flatMap((run) => taskOf(run, done, { folder, contended: false, replaces: false }));
    if (retryFailed) await forgetFailed(folder, tasks.flatMap(namesOf));
    return await countUnits(folder, tasks);
  } finally {
    await leases.close();
    await session.close();
  }
}

async function countUnits(folder: string, tasks: readonly Task[]): Promise<{ units: number; failed: number }> {
  const units = new Set<string>();
  let failed = 0;
  for (const task of tasks) {
    if (await isGivenUp(folder, namesOf(task))) failed++;
    else {
      units.add(task.destination.name);
      if (task.search !== undefined && !(await readSearch(folder, task.search))) units.add(`${SEARCH}${task.search}`);
    }
  }
  return { units: units.size, failed };
}

async function isGivenUp(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) if (((await readFailed(folder, name))?.attempts ?? 0) >= MOST_ATTEMPTS) return true;
  return false;
}

/**
 * Carries out the runs that the folder lacks, and saves each as soon as it ends.
 * @param jobs the number of runs at the same time, each in a process of its own if it is above 1
 * @throws UserError if data cannot be read, or a result cannot be saved
 */
export async function sweep(
  assignments: readonly Assignment[],
  { jobs, ...scope }: SweepScope & { jobs: number },
  watch: SweepWatch,
): Promise<SweepOutcome> {
  const { folder, force = false, retryFailed = false, contended = jobs > 1 } = scope;
  const ends: [Task, RunEnd][] = [];
  const leases = new Leases(folder);
  let started: Promise<Session> | undefined;
  // Only if there is something to do: it compiles for a tenth of a second.
  const session = () => (started ??= Session.start(folder));
  let done: ReadonlyMap<string, string> = new Map();
  let queue: Queue | undefined;
  try {
    const { asked, runs, part } = await partOf(assignments, scope, async (request) =>
      (await session()).open(request, watch.reading),
    );
    await planRunsIn(folder, plannedIn(runs), { leases, signal: watch.reading.signal });
    if (!force) done = await savedRuns(folder, identitiesOf(part), restoreCsv);
    const tasks = inOrderOfWork(part).flatMap((run) => taskOf(run, done, { folder, contended, replaces: force }));
    if (retryFailed) await forgetFailed(folder, tasks.flatMap(namesOf));
    const observer = watch.begin({ asked, part, done }, tasks);
    const ended = (task: Task, end: RunEnd) => {
      ends.push([task, end]);
      watch.ended(task, end);
    };
    const waiting = () => observer.noteOnce('waiting for other processes, which are at what is left');
    queue = new Queue(tasks, { folder, force, leases, ended, waiting });
    if (jobs > 1) await workInProcesses(queue, jobs, observer);
    else if (tasks.length > 0) await workHere(await session(), queue, observer);
    await leases.tidy();
  } catch (error) {
    if (!watch.reading.signal.aborted) throw error;
  } finally {
    await leases.close();
    await (await started)?.close();
  }
  // What is left of an interrupted sweep is nobody's.
  const atOthers = watch.reading.signal.aborted ? 0 : (queue?.size ?? 0);
  return outcomeOf(folder, { done, ends, atOthers, queue });
}

async function outcomeOf(
  folder: string,
  {
    done,
    ends,
    atOthers,
    queue,
  }: Pick<SweepPlan, 'done'> & Pick<SweepOutcome, 'ends' | 'atOthers'> & { queue: Queue | undefined },
): Promise<SweepOutcome> {
  const { savedElsewhere = [], failedElsewhere = [] } = queue ?? {};
  const names = ends.filter(([, end]) => isSaved(end)).map(([{ destination }]) => destination.name);
  const saved = [...done.keys(), ...savedElsewhere, ...names];
  const present = await stillSaved(folder, saved);
  return { before: done.size, ends, failedElsewhere, atOthers, saved: saved.length, present };
}

async function partOf(
  assignments: readonly Assignment[],
  { shard }: SweepScope,
  open?: Parameters<typeof planRuns>[1],
): Promise<Record<'asked' | 'runs' | 'part', SweepRun[]>> {
  const planned = await planRuns(assignments.map(requestOf), open);
  const asked = planned.map((run, position) => ({ ...run, assignment: assignments[position] as Assignment }));
  const runs = withoutRepeated(asked);
  const part = shard ? shardOf(runs, shard, ({ assignment }) => searchGroup(requestOf(assignment))) : runs;
  return { asked, runs, part };
}

/** Runs that mean the same, such as two spellings of a label, are done once, as the first of them. */
function withoutRepeated(runs: readonly SweepRun[]): SweepRun[] {
  const byName = new Map<unknown, SweepRun>();
  for (const run of runs) {
    const name = run.identity?.name ?? run;
    if (!byName.has(name)) byName.set(name, run);
  }
  return [...byName.values()];
}

function identitiesOf(runs: readonly SweepRun[]): { id: string; name: string }[] {
  return runs.flatMap(({ identity }) => identity ?? []);
}

function plannedIn(runs: readonly SweepRun[]): Plan['runs'] {
  return runs.flatMap(({ identity, assignment }) => (identity ? [{ ...identity, assignment }] : []));
}

function taskOf(
  { assignment, request, identity, search }: SweepRun,
  done: ReadonlyMap<string, string>,
  target: Omit<Destination, 'id' | 'name'>,
): Task[] {
  if (!identity || done.has(identity.name)) return [];
  return [{ assignment, request, search, destination: { ...target, ...identity } }];
}

/** The names under which a run may have failed: its own, and that of its search. */
function namesOf({ destination, search }: Task): string[] {
  return [destination.name, ...(search === undefined ? [] : [`${SEARCH}${search}`])];
}

function isSaved({ status }: RunEnd): boolean {
  return status !== 'failed' && status !== 'interrupted';
}
