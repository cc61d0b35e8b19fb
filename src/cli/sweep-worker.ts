// A process that does runs of a sweep, one after the other, as messages tell it.

import type { Observer } from '../experiment/observer.js';
import { Session } from '../experiment/session.js';
import { requestOf } from '../settings/request.js';
import type { FromWorker, ToWorker } from '../sweep/processes.js';
import { carryOut } from '../sweep/run.js';
import { UserError } from '../util/errors.js';
import { ExitCode } from './exit-code.js';
import { endLater, INTERRUPTS } from './terminal/interrupt.js';

const REPORT_EVERY_MS = 200;

const [, , folder] = process.argv;
const controller = new AbortController();
/** The current work: the start of the engine, then a run. */
let work: Promise<unknown> = Promise.resolve();

/** A second interrupt ends the process, whatever it does. */
function interrupt(): void {
  if (controller.signal.aborted) process.exit(ExitCode.interrupted);
  controller.abort();
}

for (const name of INTERRUPTS) process.on(name, interrupt);
// The sweep ended or was killed, perhaps before this process was ready. Saves what the current run has measured.
process.on('disconnect', async () => {
  controller.abort();
  endLater();
  await work;
  process.exit();
});

const starting = Session.start(folder);
work = starting;
const session = await starting;

/** So that the first progress is told, however young the process is. */
let reported = Number.NEGATIVE_INFINITY;
const observer: Observer = {
  signal: controller.signal,
  note: () => {},
  noteOnce: (text) => send({ kind: 'note', text }),
  warn: (text) => send({ kind: 'warning', text }),
  reading: () => {},
  approaching: () => {},
  searching: () => {},
  progress(epoch, trainLoss) {
    if (performance.now() - reported < REPORT_EVERY_MS) return;
    reported = performance.now();
    send({ kind: 'progress', epoch, trainLoss });
  },
};

process.on('message', (task: ToWorker) => {
  // An interrupt may come before the first task, which would wait for its end.
  if (controller.signal.aborted) send({ kind: 'ended', end: undefined });
  else work = answer(task);
});

send({ kind: 'ready' });

async function answer({ kind, assignment, destination }: ToWorker): Promise<void> {
  try {
    const end = await carryOut(session, { kind, request: requestOf(assignment), destination }, observer);
    send({ kind: 'ended', end });
  } catch (error) {
    if (controller.signal.aborted) send({ kind: 'ended', end: undefined });
    else if (error instanceof UserError) send({ kind: 'unsaved', message: error.message, hint: error.hint });
    else throw error;
  } finally {
    if (controller.signal.aborted && process.connected) process.disconnect();
  }
}

/** The sweep may have ended unnoticed: messages to it are then lost, which is no failure. */
function send(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
