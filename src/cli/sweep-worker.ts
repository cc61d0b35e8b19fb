// A process that does runs of a sweep, one after the other, as it is told by messages.
import { UserError } from '../errors.js';
import type { Observer } from '../experiment/request.js';
import { Session } from '../experiment/session.js';
import { runInSweep } from '../experiment/sweep.js';
import { toRunRequest } from './assignment.js';
import type { FromWorker, ToWorker } from './sweep-work.js';

const REPORT_EVERY_MS = 200;

const controller = new AbortController();
process.on('SIGINT', () => controller.abort());
process.on('SIGTERM', () => controller.abort());

const session = await Session.start();
/** The run that is going on. */
let work = Promise.resolve();

// The sweep has ended, or was killed. What is going on is saved as far as it is measured; threads would keep the process alive.
process.on('disconnect', async () => {
  controller.abort();
  await work;
  await session.close();
});

let reported = 0;
const observer: Observer = {
  signal: controller.signal,
  note: () => {},
  noteOnce: (text) => send({ kind: 'note', text }),
  warn: (text) => send({ kind: 'warning', text }),
  reading: () => {},
  approaching: () => {},
  progress(epoch, trainLoss) {
    if (performance.now() - reported < REPORT_EVERY_MS) return;
    reported = performance.now();
    send({ kind: 'progress', epoch, trainLoss });
  },
};

process.on('message', (task: ToWorker) => {
  work = carryOut(task);
});

async function carryOut({ assignment, destination }: ToWorker): Promise<void> {
  try {
    const end = await runInSweep(session, toRunRequest(assignment), destination, observer);
    send({ kind: 'ended', end });
  } catch (error) {
    if (controller.signal.aborted) send({ kind: 'ended', end: undefined });
    else if (error instanceof UserError) send({ kind: 'unsaved', message: error.message, hint: error.hint });
    else throw error;
  } finally {
    if (controller.signal.aborted && process.connected) process.disconnect();
  }
}

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
