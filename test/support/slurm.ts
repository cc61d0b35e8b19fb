import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

const run = promisify(execFile);
const SCRIPT = path.resolve(import.meta.dirname, '../../../shared/slurm/cluster.sh');
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** Whether a throw-away cluster can be started: Slurm's programs are here, and its script beside the checkout. */
export const hasSlurm = existsSync(SCRIPT) && isFound('slurmctld') && isFound('sbatch');

function isFound(program: string): boolean {
  return PATH.split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));
}

/** How often to ask Slurm whether something has come about. */
const ASK_MS = 200;

/** A cluster of three nodes on this machine for the tests of a file; gone after them. */
export function throwAwayCluster() {
  const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-slurm-'));
  const own = { ...process.env, PATH, SLURM_THROWAWAY: folder };
  const env = { PATH, SLURM_CONF: path.join(folder, 'slurm.conf') };
  // Not what this process may have as a job of another cluster.
  for (const name of Object.keys(own))
    if (/^(SLURM_(?!THROWAWAY)|SBATCH_)/.test(name)) delete (own as NodeJS.ProcessEnv)[name];
  const control = async (...args: string[]) => void (await run(SCRIPT, args, { env: own }));
  const ask = async (program: string, ...args: string[]) =>
    (await run(program, args, { env: { ...own, ...env } })).stdout;
  beforeAll(() => control('start', '3', '2'), 60_000);
  afterAll(() => {
    execFileSync(SCRIPT, ['stop'], { env: own });
  });
  return {
    /** What finds the cluster. */
    env,
    /** Commands of the script, such as kill-node. */
    control,
    /** What a command of Slurm says. */
    ask,
    /** Waits until a command of Slurm says something. */
    async until(isThere: (said: string) => boolean, program: string, ...args: string[]): Promise<string> {
      for (;;) {
        const said = await ask(program, ...args);
        if (isThere(said)) return said;
        await delay(ASK_MS);
      }
    },
  };
}
