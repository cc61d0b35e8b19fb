import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import type { StoredRun } from '../read.js';
import type { Run } from '../schema.js';

type Environment = Run['environment'];

/** Where fresh results come from. */
interface Origin {
  machine: Environment;
  /** When the process that orders and checks them started, in ms since 1970. */
  since: number;
}

const MACHINE = ['os', 'cpu', 'cores'] as const;
const ELSEWHERE_HINT = `Have candidates written elsewhere, as with adabatch sweep ${setting('force')} ${setting('out')} "$RUNNER_TEMP/candidate"`;
const ANEW_HINT = `Make all runs anew with adabatch sweep ${setting('force')}, before the check and in the same step`;

/**
 * Refuses results that may not have been made just now: those in a git checkout, where a commit can have put them,
 * those older than the process that ordered them, and those of another machine. Time alone would not do: files that git
 * checks out are as new as the checkout.
 * @throws UserError that names the first
 */
export async function refuseStale(
  runs: readonly StoredRun<{ environment: Environment }>[],
  { machine, since }: Origin,
): Promise<void> {
  const workspace = await workspaceOfActions();
  for (const { file, run } of runs) {
    await refuseCheckout(file, workspace);
    await refuseOlder(file, since);
    refuseOther(file, run.environment, machine);
  }
}

async function refuseCheckout(file: string, workspace: string | undefined): Promise<void> {
  const checkout = await checkoutOf(await realpath(file), workspace);
  if (checkout === undefined) return;
  throw new UserError(`${file} is in the git checkout ${checkout}, where a commit can have put it`, ELSEWHERE_HINT);
}

async function refuseOlder(file: string, since: number): Promise<void> {
  const { mtimeMs, ctimeMs } = await stat(file);
  // Whoever sets one of the times to the future leaves the other.
  const written = Math.min(mtimeMs, ctimeMs);
  if (written >= since) return;
  const [then, start] = [written, since].map((time) => new Date(time).toISOString());
  throw new UserError(`${file} is of ${then}, and the process that started this check of ${start}`, ANEW_HINT);
}

function refuseOther(file: string, made: Environment, here: Environment): void {
  const key = MACHINE.find((one) => made[one] !== here[one]);
  if (key === undefined) return;
  throw new UserError(`${file} is of another machine, whose ${key} is ${made[key]}, not ${here[key]}`, ANEW_HINT);
}

/** Where GitHub Actions puts a checkout, which has no .git if git is missing. */
async function workspaceOfActions(): Promise<string | undefined> {
  const named = process.env.GITHUB_WORKSPACE;
  return named ? realpath(named).catch(() => path.resolve(named)) : undefined;
}

/** The checkout that a file is in. */
async function checkoutOf(file: string, workspace: string | undefined): Promise<string | undefined> {
  const folder = path.dirname(file);
  if (folder === file) return undefined;
  if (folder === workspace || (await exists(path.join(folder, '.git')))) return folder;
  return checkoutOf(folder, workspace);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
