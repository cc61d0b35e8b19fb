import type { Observer } from '../experiment/observer.js';
import { Session } from '../experiment/session.js';
import { addToPlan } from '../results/plan.js';
import { restoreCsv, savedRuns, stillSaved } from '../results/save.js';
import { type Assignment, requestOf } from '../settings/request.js';
import { type Shard, shardOf } from './grid.js';
import { inOrderOfWork, type PlannedRun, planRuns } from './plan.js';
import { type Task, workHere, workInProcesses } from './processes.js';
import type { RunEnd } from './run.js';

/** Where a sweep saves its runs, and which of them it does. */
export interface SweepScope {
  folder: string;
  /** Whether to repeat runs that the folder already has. */
  force?: boolean | undefined;
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
  /** How many results were saved, now or before. */
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
 * Carries out the runs that the folder lacks, and saves each as soon as it ends.
 * @param jobs the number of runs at the same time, each in a process of its own if it is above 1
 * @throws UserError if data cannot be read, or a result cannot be saved
 */
export async function sweep(
  assignments: readonly Assignment[],
  { jobs, ...scope }: SweepScope & { jobs: number },
  watch: SweepWatch,
): Promise<SweepOutcome> {
  const { folder, force = false, contended = jobs > 1 } = scope;
  const session = await Session.start(folder);
  const ends: [Task, RunEnd][] = [];
  let done: ReadonlyMap<string, string> = new Map();
  try {
    const { asked, runs, part } = await partOf(assignments, scope, (request) => session.open(request, watch.reading));
    await addToPlan(folder, identitiesOf(runs));
    if (!force) done = await savedRuns(folder, identitiesOf(part), restoreCsv);
    const tasks = inOrderOfWork(part).flatMap((run) => taskOf(run, done, { folder, contended }));
    const work = {
      observer: watch.begin({ asked, part, done }, tasks),
      ended(task: Task, end: RunEnd) {
        ends.push([task, end]);
        watch.ended(task, end);
      },
    };
    await (jobs > 1 ? workInProcesses(tasks, jobs, work) : workHere(session, tasks, work));
  } catch (error) {
    if (!watch.reading.signal.aborted) throw error;
  } finally {
    await session.close();
  }
  const names = ends.filter(([, end]) => isSaved(end)).map(([{ destination }]) => destination.name);
  const saved = [...done.keys(), ...names];
  return { before: done.size, ends, saved: saved.length, present: await stillSaved(folder, saved) };
}

async function partOf(
  assignments: readonly Assignment[],
  { shard }: SweepScope,
  open?: Parameters<typeof planRuns>[1],
): Promise<Record<'asked' | 'runs' | 'part', SweepRun[]>> {
  const planned = await planRuns(assignments.map(requestOf), open);
  const asked = planned.map((run, position) => ({ ...run, assignment: assignments[position] as Assignment }));
  const runs = withoutRepeated(asked);
  return { asked, runs, part: shard ? shardOf(runs, shard) : runs };
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

function taskOf(
  { assignment, request, identity }: SweepRun,
  done: ReadonlyMap<string, string>,
  target: { folder: string; contended: boolean },
): Task[] {
  if (!identity || done.has(identity.name)) return [];
  return [{ assignment, request, destination: { ...target, ...identity } }];
}

function isSaved({ status }: RunEnd): boolean {
  return status !== 'failed' && status !== 'interrupted';
}
