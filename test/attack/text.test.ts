import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparisonFormats } from '../../src/report/comparison/index.js';
import { compareRuns } from '../../src/results/comparison/compare.js';
import { commandLine } from '../support/cli.js';
import { compared, ran } from '../support/comparisons.js';
import { temporaryFolder } from '../support/folders.js';
import { putResults } from '../support/results-folder.js';

// Names in files of others that would act on a terminal or on a log of GitHub Actions, or turn text round.

const folder = temporaryFolder();
const adabatch = commandLine(folder);

const HOSTILE = 'a\u001b]0;owned\u0007\n::error::forged\r\u009b2J\u202egpj';
const SHOWN = 'a\\u001b]0;owned\\u0007\\n::error::forged\\r\\u009b2J\\u202egpj';
const [plain] = [ran({ rule: 'mean', batch: 1 }, [1, 0.1], { id: 'plain' })];
const dataset = { ...plain.dataset, name: HOSTILE };
const environment = { ...plain.environment, cpu: HOSTILE };
const hostile = ran({ rule: HOSTILE, batch: 1, positive: [HOSTILE] }, [1, 0.5], { id: HOSTILE, dataset, environment });

/** What acts in a text: characters that are not printed, but for ends of lines, and forged workflow commands. */
function actingIn(text: string): string[] {
  return [...(text.match(/[^\P{C}\n]/gu) ?? []), ...(text.match(/^::error::.*/gm) ?? [])];
}

describe('names in results', async () => {
  const results = await putResults(path.join(folder, 'results'), { plain, [HOSTILE]: hostile });
  const worse = await putResults(path.join(folder, 'worse'), { plain, [HOSTILE]: { ...hostile, status: 'diverged' } });
  const [one, other] = ['plain', HOSTILE].map((name) => path.join(results, `${name}.json`)) as [string, string];

  test.each([
    ['compare', ['compare', results]],
    ['compare --format markdown', ['compare', results, '--format', 'markdown']],
    ['compare --format csv', ['compare', results, '--format', 'csv']],
    ['compare --format json', ['compare', results, '--format', 'json']],
    ['explain', ['explain', one, other]],
    ['check', ['check', results, worse]],
    ['check --format github', ['check', results, worse, '--format', 'github']],
    ['check --format bmf', ['check', results, worse, '--format', 'bmf']],
    ['merge', ['merge', results]],
  ])('escape sequences in names of results do not act in the output of adabatch %s', async (_, args) => {
    const { stdout, stderr } = await adabatch(args);
    expect(stdout + stderr).toContain('owned');
    expect(actingIn(stdout)).toEqual([]);
    expect(actingIn(stderr)).toEqual([]);
  });

  test('escape sequences in names of results are shown as text', async () => {
    const { stdout } = await adabatch(['explain', one, other]);
    expect(stdout).toContain(SHOWN);
  });
});

test.each([
  ['a label', ['run', '-d', 'labels.csv', '--no-save']],
  ['a column', ['data', 'info', 'columns.csv']],
  ['a name of a file', ['run', '-d', `${HOSTILE}.svm`]],
  ['a run of a sweep that fails', ['sweep', '-d', `separable ${HOSTILE}.svm`, '--suboptimality']],
  ['an option', [`--${HOSTILE}`]],
  ['a key of a sweep file', ['sweep', '--config', 'sweep.yaml']],
  ['a line that is no data', ['run', '-d', 'broken.svm']],
])('escape sequences in %s do not act in what is printed about it', async (_, args) => {
  await writeFile(path.join(folder, 'labels.csv'), `size,label\n1,"${HOSTILE}"\n2,b\n`);
  await writeFile(path.join(folder, 'columns.csv'), `"${HOSTILE}",label\n1,0\n1,0\nx,1\n`);
  await writeFile(path.join(folder, 'sweep.yaml'), `${JSON.stringify(HOSTILE)}: 1\n`);
  await writeFile(path.join(folder, `separable ${HOSTILE}.svm`), '1 1:1\n-1 2:1\n');
  await writeFile(path.join(folder, 'broken.svm'), `1 1:1\n1 ${HOSTILE}:1\n`);
  const { stdout, stderr } = await adabatch(args);
  expect(stdout + stderr).toContain('owned');
  expect(actingIn(stdout + stderr)).toEqual([]);
});

test('a name in Markdown mentions nobody, links nowhere and keeps to its cell', () => {
  const named = {
    ...plain,
    dataset: { ...plain.dataset, name: 'a|b &commat;d @somebody https://c.d www.e.f <img> [g](h)' },
  };
  const written = comparisonFormats.find(({ name }) => name === 'markdown')?.write(compareRuns(compared([named]), {}));
  expect(written?.split('\n')[0]).toBe(
    '### a\\|b \\&commat;d @<!-- -->somebody https:<!-- -->//c.d www<!-- -->.e.f \\<img\\> \\[g\\](h), logistic loss, λ = 0.001: sgd',
  );
});
