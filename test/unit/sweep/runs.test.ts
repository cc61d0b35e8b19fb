import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Run, runSchema } from '../../../src/results/schema.js';
import { requestOf } from '../../../src/settings/request.js';
import { runHere } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { sweepOf } from '../../support/sweeps.js';
import { lossesOf, watchedRun } from '../../support/watched-runs.js';

const folder = temporaryFolder();
const fileOf = (seed: number) => writeData(randomProblem('logistic', 0, { rows: 40, seed }));

test('a sweep has the runs that its assignments have one by one, whatever they share', async () => {
  const [one, other, held, heldToo] = await Promise.all([1, 2, 3, 4].map(fileOf));
  const config = path.join(folder, 'sweep.yaml');
  await writeFile(
    config,
    `
step-size: 0.01
epochs: 2
grids:
${[held, heldToo]
  .map((file) => `  - {test: ${file}, dataset: [${one}, ${other}], bias: [false, true], scale: [none, max-abs]}`)
  .join('\n')}
  - dataset: ${one}
    test-fraction: [0.2, 0.5]
    loss: [logistic, squared]
    l2: [0.1, 1/n]
    order: [interleaved, shuffle]
    seed: [0, 1]
`,
  );
  const out = path.join(folder, 'out');
  expect(await runHere(['sweep', '--config', config, '--out', out, '--quiet'])).toMatchObject({ code: 0, stderr: '' });
  const names = (await readdir(out)).filter((name) => name.endsWith('.json') && name !== 'plan.json');
  const runs = new Map<string, Run>();
  for (const name of names) {
    const run = runSchema.parse(JSON.parse(await readFile(path.join(out, name), 'utf8')));
    runs.set(run.id, run);
  }
  const { assignments } = await sweepOf('--config', config);
  expect([assignments.length, names.length, runs.size]).toEqual([48, 48, 48]);
  for (const assignment of assignments) {
    const { run } = await watchedRun(requestOf(assignment));
    const swept = runs.get(run.id) as Run;
    expect(lossesOf(swept)).toEqual(lossesOf(run));
    expect(swept.configuration).toEqual(run.configuration);
  }
});
