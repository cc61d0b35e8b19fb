import { Worker } from 'node:worker_threads';
import { packageFile } from '../package-files.js';
import { raiseLimits, UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { sliceOf } from './slices.js';
import type { KernelCall } from './wasm.js';

/** The data that a worker starts with. */
export interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
}

const SCRIPT = packageFile('dist/engine-worker.js');

/** Threads that run the kernels over the engine's memory. The thread that starts them never waits for any. */
export class Workers {
  readonly #threads: Worker[] = [];
  /** Why they cannot be called any more: one ended unasked, or all were closed. */
  #end: Error | undefined;
  #pending: { left: number; resolve: () => void; reject: (reason: Error) => void } | undefined;

  private constructor() {}

  /**
   * Starts threads; resolves when all are ready. If one cannot be started, the others are ended.
   * @param script the program of a thread: tests use another one
   * @throws UserError if the system does not give that many
   */
  static async start(count: number, data: WorkerData, script: URL = SCRIPT): Promise<Workers> {
    const workers = new Workers();
    try {
      for (let worker = 0; worker < count; worker++) workers.#startOne(data, script);
      await workers.#allDone(count);
      return workers;
    } catch (error) {
      await workers.close();
      throw startFailure(count, error);
    }
  }

  /** Whether they can still be called: never again once one has ended unasked, or they were closed. */
  get areAlive(): boolean {
    return this.#end === undefined;
  }

  /** The number of threads. */
  get count(): number {
    return this.#threads.length;
  }

  /** The range of `things` things that a worker gets, in order: all get about the same number. */
  sliceOf(worker: number, things: number): [first: number, end: number] {
    return sliceOf(worker, this.count, things);
  }

  /**
   * Makes every worker carry out its calls in order; resolves when all are done. One without calls is not woken.
   * @param callsOf the calls of the worker with a number, from 0
   * @throws Error if a worker has ended, also during the call: then all have
   */
  async call(callsOf: (worker: number) => KernelCall[]): Promise<void> {
    if (this.#end) throw this.#end;
    const calls = this.#threads.map((thread, worker) => ({ thread, list: callsOf(worker) }));
    const posted = calls.filter(({ list }) => list.length > 0);
    if (posted.length === 0) return;
    const done = this.#allDone(posted.length);
    for (const { thread, list } of posted) thread.postMessage(list);
    await done;
  }

  /** Ends the threads, whatever they do, and a call that is under way. */
  async close(): Promise<void> {
    this.#endBy(new Error('the worker threads were closed'));
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #startOne(data: WorkerData, script: URL): void {
    const thread = new Worker(script, { workerData: data });
    thread.on('message', () => this.#oneIsDone());
    thread.on('error', (error) => this.#fail(error.message, error));
    thread.on('exit', (code) => this.#fail(`exit code ${code}`));
    this.#threads.push(thread);
  }

  #allDone(left: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending = { left, resolve, reject };
    });
  }

  #oneIsDone(): void {
    if (this.#pending && --this.#pending.left === 0) this.#pending.resolve();
  }

  /** Ends the others too, which may wait for ever for the one that ended. */
  #fail(reason: string, cause?: Error): void {
    if (this.#end) return;
    this.#endBy(new Error(`a worker thread ended before its work was done (${reason})`, { cause }));
    void this.close();
  }

  #endBy(reason: Error): void {
    this.#end ??= reason;
    this.#pending?.reject(this.#end);
  }
}

const OF_THE_SYSTEM = /^(ERR_WORKER_\w+|E[A-Z]+)$/;

/** The error if the system does not let all threads start. Any other error is returned as it is. */
function startFailure(count: number, error: unknown): unknown {
  const { cause = error } = error as Error;
  if (!(cause instanceof Error && 'code' in cause && OF_THE_SYSTEM.test(String(cause.code)))) return error;
  return new UserError(
    `${count} worker threads cannot be started here (${cause.message})`,
    raiseLimits(setting('workers')),
  );
}
