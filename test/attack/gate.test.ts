import { spawnSync } from 'node:child_process';
import { mkdir, realpath, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeEnvironment } from '../../src/experiment/environment.js';
import { commandLine, type Outcome } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { PROGRAM, processesIn } from '../support/processes.js';
import { putResults } from '../support/results-folder.js';
import { curveOf, makeRun } from '../support/runs.js';

// What a pull request commits in order to pass the gate: results with invented losses.

const folder = await realpath(temporaryFolder());
const adabatch = commandLine(folder);
const started = processesIn(folder);
const inFolder = (name: string) => path.join(folder, name);
const here = { environment: describeEnvironment() };
const honest = makeRun({ ...here, curve: curveOf(1, 0.5) });
const invented = makeRun({ ...here, curve: curveOf(1, 0.1) });
const baseline = await putResults(inFolder('baseline'), { a: honest });
const fresh = (candidate: string) => adabatch(['check', baseline, candidate, '--fresh']);

const ADABATCH = 'adabatch() { "$NODE" "$PROGRAM" "$@"; };';

/** Runs commands as a workflow does: in a shell of their own, which has them from a file. */
async function step(...commands: string[]): Promise<Outcome> {
  const script = inFolder('step.sh');
  await writeFile(script, [ADABATCH, 'set -e', ...commands, 'exit'].join('\n'));
  const env = { ...process.env, XDG_CACHE_HOME: inFolder('cache'), NODE: process.execPath, PROGRAM };
  const { status, stdout, stderr } = spawnSync('sh', [script], { cwd: folder, env, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

describe.skipIf(process.platform !== 'linux')('adabatch check --fresh', () => {
  test('check --fresh passes results that were made just now', async () => {
    const { code, stdout, stderr } = await fresh(await putResults(inFolder('made'), { a: honest }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('1 run: 1 ok');
  });

  test('check --fresh refuses results that a commit may hold, however new, also behind a link', async () => {
    const candidate = await putResults(inFolder('checkout/candidate'), { a: invented });
    await mkdir(inFolder('checkout/.git'));
    await symlink(candidate, inFolder('linked'));
    await mkdir(inFolder('links'));
    await symlink(path.join(candidate, 'a.json'), inFolder('links/a.json'));
    for (const named of [candidate, path.join(candidate, 'a.json'), inFolder('linked'), inFolder('links')]) {
      const { code, stdout, stderr } = await fresh(named);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /a\.json is in the git checkout .+checkout, where a commit can have put it\nhint: .+--out/,
      );
    }
  });

  test('check --fresh refuses results in the workspace of GitHub Actions, even if it is no checkout', async () => {
    const candidate = await putResults(inFolder('workspace/candidate'), { a: invented });
    await symlink('workspace', inFolder('workspace-link'));
    for (const name of ['workspace', 'workspace/', 'workspace-link', './workspace-link/.']) {
      const env = { GITHUB_WORKSPACE: `${folder}/${name}` };
      const { code, stderr } = await started(['check', baseline, candidate, '--fresh'], { env });
      expect({ name, code }).toEqual({ name, code: 2 });
      expect(stderr).toContain('where a commit can have put it');
    }
  });

  test('check --fresh refuses results that are older than the process that started it', async () => {
    const candidate = await putResults(inFolder('left'), { a: invented });
    await utimes(path.join(candidate, 'a.json'), 1, 1);
    const { code, stderr } = await fresh(candidate);
    expect(code).toBe(2);
    expect(stderr).toMatch(/a\.json is of 1970-01-01T00:00:01\.000Z, and the process that started this check of 2/);
  });

  test('check --fresh passes results of the same step of a workflow, and refuses them in another step', async () => {
    const future = await putResults(inFolder('future'), { a: invented });
    await utimes(path.join(future, 'a.json'), 4e9, 4e9);
    const run = 'adabatch run -e 1 --quiet --out';
    const check = 'adabatch check first second --fresh';
    expect(await step(`${run} first`, `${run} second`, check)).toMatchObject({ code: 0, stderr: '' });
    const inShell = (...commands: string[]) => `sh -c '${[ADABATCH, ...commands].join('\n')}'`;
    expect(await step(`${run} second`, inShell(check, 'exit'))).toMatchObject({ code: 0, stderr: '' });
    // The shell becomes the check by exec, so that the check has started before the runs that it checks.
    const becoming = inShell(
      `${run} second`,
      `${run} third`,
      `exec ${check.replace('adabatch', '"$NODE" "$PROGRAM"')}`,
    );
    expect(await step(becoming)).toMatchObject({ code: 0, stderr: '' });
    const of = /\.json is of 2.+, and the process that started this check of 2/;
    expect((await step(check)).stderr).toMatch(of);
    expect((await step(`adabatch check '${baseline}' future --fresh`)).stderr).toMatch(of);
  });

  test('check --fresh refuses results that were made on another machine', async () => {
    const others = { os: 'Plan 9', cpu: 'Cray-1', cores: 4096 };
    for (const [key, value] of Object.entries(others)) {
      const environment = { ...here.environment, [key]: value };
      const { code, stderr } = await fresh(await putResults(inFolder(key), { a: { ...invented, environment } }));
      expect(code).toBe(2);
      expect(stderr).toContain(`a.json is of another machine, whose ${key} is ${value}, not `);
    }
  });

  test('check --fresh refuses a second result of one run', async () => {
    const candidate = await putResults(inFolder('twice'), { a: honest, b: honest });
    await utimes(path.join(candidate, 'a.json'), new Date(), new Date());
    const { code, stdout, stderr } = await fresh(candidate);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: there are other results of the same runs: .+\.json\nhint: /);
  });
});
