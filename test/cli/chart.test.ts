import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';

const adabatch = commandLine(temporaryFolder());
const AXIS = /└┬─+/;

const { isTTY, columns } = process.stdout;

/** Has the command line write to a terminal of 80 columns, or to a pipe. */
function stdoutIs(kind: 'terminal' | 'pipe'): void {
  Object.assign(process.stdout, { isTTY: kind === 'terminal', columns: kind === 'terminal' ? 80 : undefined });
}

beforeEach(() => {
  vi.stubEnv('LC_ALL', 'C.UTF-8');
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('FORCE_COLOR', undefined);
  stdoutIs('terminal');
});
afterEach(() => {
  Object.assign(process.stdout, { isTTY, columns });
});

describe('the chart at the end of adabatch run', () => {
  const run = ['run', '--epochs', '2', '--no-save', '--quiet'];

  test('the chart follows the table, and has the curve of the run', async () => {
    const { stdout } = await adabatch(run);
    const [table, chart] = stdout.split('\n\n');
    expect(table).toMatch(/^epoch +updates/);
    expect(chart).toBe(
      `    train loss
0.7 ┤aaaa
    │    aaaaaaaa
0.5 ┤            aaaaaaaa
    │                    aaaaaaaa
    │                            aaaaaaaaa
    │                                     aaaaaaaaaa
0.3 ┤                                               aaaaaaaaaa
    │                                                         aaaaaa a adabatch
    └┬───────────────┬──────────────┬───────────────┬──────────────┬
     0              0.5             1              1.5             2
                                 epochs
`,
    );
  });

  test.each([['--no-chart'], ['--json']])('there is no chart with %s', async (option) => {
    expect((await adabatch([...run, option])).stdout).not.toMatch(AXIS);
  });

  test('there is no chart where stdout is a pipe', async () => {
    stdoutIs('pipe');
    expect((await adabatch(run)).stdout).not.toMatch(AXIS);
  });

  test('a run that diverges at once has a table and no chart', async () => {
    const { code, stdout } = await adabatch([...run, '--loss', 'squared', '--step-size', '1e300']);
    expect(code).toBe(1);
    expect(stdout).toContain('not finite');
    expect(stdout).not.toContain('error');
  });
});

describe('the chart at the end of adabatch sweep', () => {
  const sweep = ['sweep', '--epochs', '1', '--quiet', '--out', 'swept'];

  test('a sweep of batches ends with what a larger batch costs, by rule', async () => {
    const args = [...sweep, '--batch', '1,64', '--rule', 'mean,adabatch'];
    const { stdout } = await adabatch(args);
    expect(stdout).toMatch(/^Epochs to the target by batch size on zipf \(logistic loss, λ = 0\), sgd$/m);
    expect(stdout).toMatch(AXIS);
    expect((await adabatch([...args, '--no-chart'])).stdout).not.toMatch(AXIS);
  });

  test('a sweep whose curves would fill more than two charts draws none', async () => {
    const args = [...sweep, '--batch', '64', '--rule', 'mean,adabatch', '--order', 'shuffle,interleaved,replacement'];
    const { stdout } = await adabatch(args);
    expect(stdout).toMatch(/^rule +batch/m);
    expect(stdout).not.toMatch(AXIS);
  });
});
