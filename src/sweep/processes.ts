import { type ChildProcess, fork } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Observer } from '../experiment/observer.js';
import type { Session } from '../experiment/session.js';
import { packageFile } from '../package-files.js';
import { isAbort, raiseLimits, UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import type { Queue, Task, Unit } from './queue.js';
import { carryOut, type UnitEnd } from './run.js';

/** The message to a worker: what to do. */
export type ToWorker = Pick<Unit, 'kind'> & Pick<Task, 'assignment' | 'destination'>;

/** The messages from a worker. */
export type FromWorker =
  /** It has started, and takes runs. */
  | { kind: 'ready' }
  | { kind: 'progress'; epoch: number; trainLoss: number }
  /** A remark on the data. */
  | { kind: 'note'; text: string }
  | { kind: 'warning'; text: string }
  /** The run or search has ended; `undefined` if it was interrupted before anything was measured. */
  | { kind: 'ended'; end: UnitEnd | undefined }
  /** The result could not be saved, so going on is useless. */
  | { kind: 'unsaved'; message: string; hint: string | undefined };

const WORKER = fileURLToPath(packageFile('dist/sweep-worker.js'));

/** A process starts in 0.4 s. Node waits for ever if the system gives it only some of the threads it begins with. */
const LONGEST_START_MS = 60_000;

/**
 * Does what is left, one after the other.
 * @param observer its notes and its progress are those of single runs
 * @throws as carryOut and the queue do
 */
export async function workHere(session: Session, queue: Queue, observer: Observer): Promise<void> {
  for (;;) {
    const unit = await queue.next(observer.signal);
    if (!unit) return;
    const { request, destination } = unit.task;
    await queue.finish(
      unit,
      await carryOut(session, { kind: unit.kind, request, destination }, observer, () => queue.isHostShared()),
    );
  }
}

/**
 * Does what is left in several processes, each of which takes the next unit as soon as it is free.
 * @throws UserError if a process cannot be started, or a result cannot be saved
 */
export async function workInProcesses(queue: Queue, processes: number, observer: Observer): Promise<void> {
  const stop = new AbortController();
  // One for each worker.
  setMaxListeners(0, observer.signal);
  const workers = Array.from({ length: Math.min(processes, queue.size) }, () => serve(queue, observer, stop));
  const failures = (await Promise.allSettled(workers)).filter((outcome) => outcome.status === 'rejected');
  if (failures[0]) throw failures[0].reason;
}

/** Keeps one process at work until nothing is left; if it dies, another one replaces it. */
async function serve(queue: Queue, observer: Observer, stop: AbortController): Promise<void> {
  const either = AbortSignal.any([observer.signal, stop.signal]);
  let worker: ChildProcess | undefined;
  try {
    for (let unit = await queue.next(either); unit && !either.aborted; unit = await queue.next(either)) {
      worker = worker?.connected ? worker : await startWorker(unit.task.destination.folder, observer.signal);
      const end = await assign(worker, unit, observer);
      if (end instanceof Death) await queue.putBack(unit, end.reason);
      else await queue.finish(unit, end);
    }
  } catch (error) {
    if (stop.signal.aborted && isAbort(error)) return;
    stop.abort();
    throw error;
  } finally {
    if (worker?.connected) worker.disconnect();
  }
}

/** @throws UserError if the system does not let a process start */
async function startWorker(folder: string, signal: AbortSignal): Promise<ChildProcess> {
  try {
    // In a process group of its own: a Ctrl-C on the terminal reaches it once, through this process.
    // It has no options of this process, which may be those of a program in the options themselves.
    const worker = fork(WORKER, [folder], { detached: true, serialization: 'advanced', execArgv: [] });
    const interrupt = () => worker.kill('SIGINT');
    signal.addEventListener('abort', interrupt, { once: true });
    worker.once('exit', () => signal.removeEventListener('abort', interrupt));
    await isReady(worker);
    return worker;
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new UserError(`a process of the sweep cannot be started (${reason})`, raiseLimits(setting('jobs')));
  }
}

/** Rejects if a process ends, or is ended because it takes too long, before it is ready. */
async function isReady(worker: ChildProcess): Promise<void> {
  const timer = setTimeout(() => worker.kill('SIGKILL'), LONGEST_START_MS);
  const end = once(worker, 'exit').then(([code, signal]) => Promise.reject(new Error(describeExit(code, signal))));
  await Promise.race([once(worker, 'message'), end]).finally(() => clearTimeout(timer));
}

function describeExit(code: number | null, signal: string | null): string {
  return `its process ended with ${signal ?? `code ${code}`}`;
}

/** The end of a process in the middle of its work. */
class Death {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Makes a process do one unit. Resolves to how it ended; undefined if it was interrupted before a measurement. */
function assign(worker: ChildProcess, { kind, task: { assignment, destination } }: Unit, observer: Observer) {
  return new Promise<UnitEnd | Death | undefined>((resolve, reject) => {
    const finish = (settle: () => void) => {
      worker.off('message', onMessage).off('exit', onExit).off('error', reject);
      settle();
    };
    const onMessage = (message: FromWorker) => {
      if (message.kind === 'ended') return finish(() => resolve(message.end));
      if (message.kind === 'unsaved') return finish(() => reject(new UserError(message.message, message.hint)));
      try {
        tell(observer, message);
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const onExit = (code: number | null, signal: string | null) => {
      finish(() => resolve(observer.signal.aborted ? undefined : new Death(describeExit(code, signal))));
    };
    worker.on('message', onMessage).on('exit', onExit).on('error', reject);
    // It may have ended meanwhile.
    worker.send({ kind, assignment, destination } satisfies ToWorker, (error) => error && onExit(null, error.message));
  });
}

/** Hands a remark or the progress of a run on; the observer may throw. */
function tell(observer: Observer, message: FromWorker): void {
  if (message.kind === 'progress') observer.progress(message.epoch, message.trainLoss);
  else if (message.kind === 'note') observer.noteOnce(message.text);
  else if (message.kind === 'warning') observer.warn(message.text);
}
