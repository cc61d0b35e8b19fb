import { setTimeout as delay } from 'node:timers/promises';
import { type Failure, readFailed, writeFailed } from '../results/failure.js';
import { SEARCH } from '../results/names.js';
import { savedRun } from '../results/save.js';
import { readSearch } from '../results/search.js';
import type { Assignment, RunRequest } from '../settings/request.js';
import { here } from '../util/here.js';
import type { Leases } from './leases.js';
import type { Destination, RunEnd, UnitEnd } from './run.js';

/** A run to do. */
export interface Task {
  assignment: Assignment;
  request: RunRequest;
  destination: Destination;
  /** The key of the search for its step size, if it needs one. */
  search: string | undefined;
}

/** What one process does for all that share a folder: a run, or the search for the step size of several. */
export interface Unit {
  kind: 'run' | 'search';
  /** That of its lease. */
  name: string;
  /** The run, or one of those that the search is for. */
  task: Task;
}

/** What a queue needs beside its tasks. */
interface QueueScope {
  folder: string;
  /** Whether to repeat runs that the folder has. */
  force: boolean;
  leases: Leases;
  /** Called for each run as soon as it is saved or has failed. */
  ended(task: Task, end: RunEnd): void;
  /** Called before each wait for other processes. */
  waiting(): void;
}

/** Work whose process died so often has something to do with it. */
const MOST_DEATHS = 3;
/** How long to wait for a search of somebody else before looking again, at first and at last. */
const [SHORTEST_WAIT_MS, LONGEST_WAIT_MS] = [50, 2000];

/** The work on a folder that is left for this process, shared by leases with all that work on the same folder. */
export class Queue {
  readonly #scope: QueueScope;
  readonly #left: Set<Task>;
  readonly #found = new Set<string>();
  readonly #deaths = new Map<string, number>();
  /** The names of the searches that others were seen to be at in this look at what is left. */
  readonly #missed = new Set<string>();
  /** Whether a process was seen in this look that may have died. */
  #isUncertain = false;
  /** The names of the runs that others saved meanwhile. */
  readonly savedElsewhere: string[] = [];
  /** The runs that failed before or elsewhere, with the reason of each; they are not tried here. */
  readonly failedElsewhere: [Task, string][] = [];

  constructor(tasks: readonly Task[], scope: QueueScope) {
    this.#left = new Set(tasks);
    this.#scope = scope;
  }

  /** The number of runs that are left: those that others are at, once there is no next unit. */
  get size(): number {
    return this.#left.size;
  }

  /**
   * Takes the next unit; what a dead process left comes last. Waits where others search for the steps of what is left,
   * or may have died at it.
   * @returns undefined once nothing is left that others are not at
   * @throws the system's errors; an AbortError if the signal is aborted
   */
  async next(signal: AbortSignal): Promise<Unit | undefined> {
    for (let wait = SHORTEST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      const unit = (await this.#takeFirst(false, signal)) ?? (await this.#takeFirst(true, signal));
      if (unit || !(this.#isUncertain || this.#waitsForSearch())) return unit;
      this.#scope.waiting();
      await delay(wait, undefined, { signal });
    }
  }

  /** Gives a unit back once it has ended; undefined if it was interrupted. Throws a UserError if that cannot be saved. */
  async finish(unit: Unit, end: UnitEnd | undefined): Promise<void> {
    const { kind, name, task } = unit;
    const { folder, leases, ended } = this.#scope;
    if (end?.status === 'failed') await writeFailed(folder, name, { reason: end.reason, ...seenBy() });
    await leases.release(name);
    if (kind === 'run' && end && end.status !== 'found') ended(task, end);
    if (kind === 'search' && end?.status === 'failed') await this.#failThoseThatNeed(unit, end);
  }

  /** Puts a unit whose process died behind all others, or gives it up. */
  async putBack(unit: Unit, reason: string): Promise<void> {
    const deaths = (this.#deaths.get(unit.name) ?? 0) + 1;
    this.#deaths.set(unit.name, deaths);
    if (deaths >= MOST_DEATHS)
      return this.finish(unit, { status: 'failed', reason: `${reason}, ${MOST_DEATHS} times` });
    const { task } = unit;
    const waiting = unit.kind === 'run' ? [task] : [...this.#left].filter(({ search }) => search === task.search);
    for (const one of waiting) this.#left.add(one);
    for (const one of waiting) this.#putLast(one);
    await this.#scope.leases.release(unit.name);
  }

  /** Takes the first unit that can be taken, in one look at what is left. */
  async #takeFirst(fromDead: boolean, signal: AbortSignal): Promise<Unit | undefined> {
    this.#missed.clear();
    this.#isUncertain = false;
    // What others are at is put last meanwhile, and would be seen again.
    let unseen = this.#left.size;
    for (const task of this.#left) {
      signal.throwIfAborted();
      if (unseen-- === 0) return undefined;
      const unit = await this.#takeFor(task, fromDead);
      if (unit) return unit;
    }
    return undefined;
  }

  /** The search that a task waits for, or the task, if one of them can be taken. */
  async #takeFor(task: Task, fromDead: boolean): Promise<Unit | undefined> {
    const { search, destination } = task;
    if (search !== undefined && !(await this.#isFound(search))) {
      const unit = { kind: 'search', name: `${SEARCH}${search}`, task } as const;
      if (!this.#missed.has(unit.name) && (await this.#take(unit, fromDead))) return unit;
      this.#missed.add(unit.name);
      if (!(await this.#isFound(search))) return undefined;
    }
    const unit = { kind: 'run', name: destination.name, task } as const;
    if (await this.#isDone(unit)) this.#foundElsewhere(task);
    else if (await this.#take(unit, fromDead)) return unit;
    return undefined;
  }

  /** Whether a unit is now that of this process to do. */
  async #take(unit: Unit, fromDead: boolean): Promise<boolean> {
    const { folder, leases } = this.#scope;
    const { name, task } = unit;
    const failure = await readFailed(folder, name);
    if (failure) {
      for (const failed of this.#droppedWith(unit)) this.failedElsewhere.push([failed, failure.reason]);
      return false;
    }
    const take = await leases.take(name, { fromDead });
    if (typeof take === 'string') {
      this.#isUncertain ||= take === 'silent';
      if (unit.kind === 'run') this.#putLast(task);
      return false;
    }
    // Only now: whoever had it before may just have ended.
    if (!this.#left.has(task) || (await this.#isDone(unit))) {
      await leases.release(name);
      return false;
    }
    if (unit.kind === 'run') this.#left.delete(task);
    if (take.attempt > MOST_DEATHS) {
      const reason = `${MOST_DEATHS} processes died at it, as those do that need more memory than there is`;
      await this.finish(unit, { status: 'failed', reason });
      return false;
    }
    task.destination.contended ||= await leases.isHostShared();
    return true;
  }

  /** So that a look at what is left begins with what others are not at. */
  #putLast(task: Task): void {
    if (this.#left.delete(task)) this.#left.add(task);
  }

  async #isDone({ kind, task: { search, destination } }: Unit): Promise<boolean> {
    if (kind === 'search') return this.#isFound(search as string);
    return !this.#scope.force && (await savedRun(destination.folder, destination)) !== undefined;
  }

  async #isFound(search: string): Promise<boolean> {
    if (this.#found.has(search)) return true;
    if (!(await readSearch(this.#scope.folder, search))) return false;
    this.#found.add(search);
    return true;
  }

  #foundElsewhere(task: Task): void {
    if (this.#left.delete(task)) this.savedElsewhere.push(task.destination.name);
  }

  async #failThoseThatNeed(search: Unit, end: { status: 'failed'; reason: string }): Promise<void> {
    for (const task of this.#droppedWith(search)) {
      await writeFailed(this.#scope.folder, task.destination.name, { reason: end.reason, ...seenBy() });
      this.#scope.ended(task, end);
    }
  }

  /** Takes a run that failed off the list, or those whose search failed; returns them. */
  #droppedWith({ kind, task }: Unit): Task[] {
    const dropped = kind === 'run' ? [task] : [...this.#left].filter(({ search }) => search === task.search);
    return dropped.filter((one) => this.#left.delete(one));
  }

  #waitsForSearch(): boolean {
    return [...this.#left].some(({ search }) => search !== undefined && !this.#found.has(search));
  }
}

function seenBy(): Pick<Failure, 'host' | 'job'> {
  const { host, job } = here();
  return { host, ...(job && { job: job.id }) };
}
