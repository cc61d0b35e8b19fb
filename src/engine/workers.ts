import { Worker } from 'node:worker_threads';
import type { KernelCall } from './kernels.js';
import { sliceOf } from './slices.js';

/** What a worker is started with. */
export interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
}

// The same place as seen from src (tests) and from dist.
const SCRIPT = new URL('../../dist/engine/worker.js', import.meta.url);

/** Threads that run the kernels over the engine's memory. The thread that starts them never waits for one. */
export class Workers {
  readonly #threads: Worker[];
  /** Set once a thread has ended that was not told to. */
  #failure: Error | undefined;
  #pending: { left: number; resolve: () => void; reject: (reason: Error) => void } | undefined;

  private constructor(count: number, data: WorkerData, script: URL) {
    this.#threads = Array.from({ length: count }, () => new Worker(script, { workerData: data }));
    for (const thread of this.#threads) {
      thread.on('message', () => this.#oneIsDone());
      thread.on('error', (error) => this.#fail(error.message));
      thread.on('exit', (code) => this.#fail(`exit code ${code}`));
    }
  }

  /**
   * Starts threads; resolves when all are ready.
   * @param script what a thread runs: another one for tests
   */
  static async start(count: number, data: WorkerData, script: URL = SCRIPT): Promise<Workers> {
    const workers = new Workers(count, data, script);
    await workers.#allDone(count);
    return workers;
  }

  /** Whether they can still be called: once one has ended unasked, all have. */
  get areAlive(): boolean {
    return this.#failure === undefined;
  }

  /** How many there are. */
  get count(): number {
    return this.#threads.length;
  }

  /** The part of so many things, in their order, that a worker gets: all get about the same. */
  sliceOf(worker: number, things: number): [first: number, end: number] {
    return sliceOf(worker, this.count, things);
  }

  /**
   * Has every worker carry out its calls, in their order; resolves when all are done. One without calls is not woken.
   * @param callsOf what the worker of a number from 0 does
   * @throws Error where a worker has ended: then all have
   */
  async call(callsOf: (worker: number) => KernelCall[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    const calls = this.#threads.map((thread, worker) => ({ thread, list: callsOf(worker) }));
    const posted = calls.filter(({ list }) => list.length > 0);
    if (posted.length === 0) return;
    const done = this.#allDone(posted.length);
    for (const { thread, list } of posted) thread.postMessage(list);
    await done;
  }

  /** Ends the threads, whatever they are at. */
  async close(): Promise<void> {
    for (const thread of this.#threads) thread.removeAllListeners('exit');
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #allDone(left: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending = { left, resolve, reject };
    });
  }

  #oneIsDone(): void {
    if (this.#pending && --this.#pending.left === 0) this.#pending.resolve();
  }

  /** The others may wait for the one that ended, for ever. */
  #fail(reason: string): void {
    if (this.#failure) return;
    this.#failure = new Error(`a worker thread ended before its work was done (${reason})`);
    this.#pending?.reject(this.#failure);
    void this.close();
  }
}
