import { setTimeout as delay } from 'node:timers/promises';
import { forgetFailed, MOST_ATTEMPTS, readFailed, writeFailed } from '../results/failure.js';
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

/** How long to wait for a search of somebody else before looking again, at first and at last. */
const [SHORTEST_WAIT_MS, LONGEST_WAIT_MS] = [50, 2000];

/** The work on a folder that is left for this process, shared by leases with all that work on the same folder. */
export class Queue {
  readonly #scope: QueueScope;
  readonly #left: Set<Task>;
  readonly #found = new Set<string>();
  /** By name, how often the process died that did a unit for this one. */
  readonly #deaths = new Map<string, number>();
  /** The names of the units that failed before, and are tried again. */
  readonly #retried = new Set<string>();
  /** The keys of the searches that others were seen to be at in this look at what is left. */
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
      if (this.#isUncertain || this.#waitsForOthers()) this.#scope.waiting();
      await delay(wait, undefined, { signal });
    }
  }

  /** Gives a unit back once it has ended; undefined if it was interrupted. Throws a UserError if that cannot be saved. */
  async finish(unit: Unit, end: UnitEnd | undefined): Promise<void> {
    const { kind, name, task } = unit;
    const { folder, leases, ended } = this.#scope;
    if (end?.status === 'failed') await this.#recordFailure(name, end.reason);
    else if (end && this.#retried.has(name)) await forgetFailed(folder, [name]);
    await leases.release(name);
    if (kind === 'run' && end && end.status !== 'found') ended(task, end);
    if (kind === 'search' && end?.status === 'failed') await this.#failThoseThatNeed(unit, end);
  }

  async #recordFailure(name: string, reason: string, attempts?: number): Promise<void> {
    const { folder } = this.#scope;
    const before = (await readFailed(folder, name))?.attempts ?? 0;
    const { host, job } = here();
    await writeFailed(folder, name, { reason, attempts: attempts ?? before + 1, host, ...(job && { job: job.id }) });
  }

  /** Whether another process on this host is at work on the folder. */
  isHostShared(): Promise<boolean> {
    return this.#scope.leases.isHostShared();
  }

  /** Puts a unit whose process died behind all others, or gives it up. */
  async putBack(unit: Unit, reason: string): Promise<void> {
    const deaths = (this.#deaths.get(unit.name) ?? 0) + 1;
    this.#deaths.set(unit.name, deaths);
    if (deaths >= MOST_ATTEMPTS) return this.#giveUp(unit, `${reason}, ${MOST_ATTEMPTS} times`);
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
    if (search !== undefined && this.#missed.has(search)) return undefined;
    if (search !== undefined && !(await this.#isFound(search))) {
      const unit = { kind: 'search', name: `${SEARCH}${search}`, task } as const;
      if (await this.#take(unit, fromDead)) return unit;
      if (!(await this.#isFound(search))) {
        this.#missed.add(search);
        return undefined;
      }
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
    const failure = this.#scope.force ? undefined : await readFailed(folder, name);
    if (failure && failure.attempts >= MOST_ATTEMPTS) {
      await this.#dropFailed(unit, failure.reason);
      return false;
    }
    if (failure) this.#retried.add(name);
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
    if (take.attempt > MOST_ATTEMPTS) {
      const reason = `${MOST_ATTEMPTS} processes died at it, as those do that need more memory than there is`;
      await this.#giveUp(unit, reason);
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
      await this.#recordFailure(task.destination.name, end.reason);
      this.#scope.ended(task, end);
    }
  }

  /** Fails a unit for good. */
  async #giveUp(unit: Unit, reason: string): Promise<void> {
    await this.#recordFailure(unit.name, reason, MOST_ATTEMPTS - 1);
    await this.finish(unit, { status: 'failed', reason });
  }

  /** Drops what failed for good before or elsewhere; also the runs that need a search that did. */
  async #dropFailed(unit: Unit, reason: string): Promise<void> {
    for (const task of this.#droppedWith(unit)) {
      if (unit.kind === 'search') await this.#recordFailure(task.destination.name, reason, MOST_ATTEMPTS);
      this.failedElsewhere.push([task, reason]);
    }
  }

  /** Takes a run that failed off the list, or those whose search failed; returns them. */
  #droppedWith({ kind, task }: Unit): Task[] {
    const dropped = kind === 'run' ? [task] : [...this.#left].filter(({ search }) => search === task.search);
    return dropped.filter((one) => this.#left.delete(one));
  }

  #waitsForOthers(): boolean {
    return [...this.#missed].some((search) => !this.#scope.leases.holds(`${SEARCH}${search}`));
  }

  #waitsForSearch(): boolean {
    return [...this.#left].some(({ search }) => search !== undefined && !this.#found.has(search));
  }
}
