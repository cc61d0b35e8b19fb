import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { failedIn, MOST_ATTEMPTS, readFailed } from '../results/failure.js';
import type { FolderStatus, Running } from '../results/folder-status.js';
import { INTERRUPTED, SEARCH } from '../results/names.js';
import { readPlan } from '../results/plan.js';
import { savedRun } from '../results/save.js';
import { Leases } from '../sweep/leases.js';
import { UserError } from '../util/errors.js';

/** The results that tell the pace. */
const LAST_RESULTS = 50;

/** Says what became of the runs of a sweep. Throws a UserError if the folder has no plan, or cannot be read. */
export async function statusOf(folder: string): Promise<FolderStatus> {
  const plan = await readPlan(folder);
  if (!plan) throw new UserError(`${folder} has no plan of a sweep`, 'Name the folder of a sweep');
  const atWork = await atWorkIn(folder);
  const entries = new Set(await readdir(folder));
  const failures = (await failuresIn(folder)).filter(({ name }) => !entries.has(`${name}.json`));
  const done: FolderStatus['done'] = {};
  const open: string[] = [];
  const written: number[] = [];
  for (const { id, name } of plan.runs) {
    const run = entries.has(`${name}.json`) ? await savedRun(folder, { id, name }) : undefined;
    if (!run) open.push(name);
    else {
      done[run.status] = (done[run.status] ?? 0) + 1;
      const status = await stat(path.join(folder, `${name}.json`)).catch(() => undefined);
      if (status) written.push(status.mtimeMs);
    }
  }
  const isOpen = new Set(open);
  const failed = failures.filter(({ name }) => isOpen.has(name));
  const givenUp = new Set(failed.filter(({ attempts }) => attempts >= MOST_ATTEMPTS).map(({ name }) => name));
  const running = atWork.filter(({ name }) => isOpen.has(name));
  const busy = new Set(running.map(({ name }) => name));
  const toDo = open.filter((name) => !givenUp.has(name));
  return {
    planned: plan.runs.length,
    done,
    running,
    searching: atWork.filter(({ name }) => name.startsWith(SEARCH)),
    failed,
    interrupted: open.filter((name) => entries.has(`${name}${INTERRUPTED}.json`)).length,
    missing: toDo.filter((name) => !busy.has(name)).length,
    secondsLeft: atWork.length === 0 ? null : secondsFor(toDo.length, written),
    jobs: (plan.submissions ?? []).map(({ job }) => job),
    isComplete: open.length === 0,
  };
}

async function atWorkIn(folder: string): Promise<Running[]> {
  const leases = new Leases(folder);
  try {
    const living = (await leases.all()).filter(({ isDead }) => !isDead);
    return living.map(({ name, lease, silentMs }) => ({
      name,
      host: lease?.host ?? null,
      job: lease?.job?.id ?? null,
      silentSeconds: Math.max(0, Math.round(silentMs / 1000)),
    }));
  } finally {
    await leases.close();
  }
}

async function failuresIn(folder: string): Promise<FolderStatus['failed']> {
  const failures = await Promise.all(
    (await failedIn(folder)).map(async (name) => ({ name, failure: await readFailed(folder, name) })),
  );
  return failures.flatMap(({ name, failure }) => (failure ? [{ name, ...failure }] : []));
}

/** How long some runs take at the pace of the last results; null without a pace. */
function secondsFor(runs: number, written: number[]): number | null {
  const last = written.sort((a, b) => a - b).slice(-LAST_RESULTS);
  const [first, newest] = [last[0], last.at(-1)];
  if (first === undefined || newest === undefined || newest <= first) return null;
  return Math.round((runs * (newest - first)) / 1000 / (last.length - 1));
}
