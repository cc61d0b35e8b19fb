import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verdictsSchema } from '../../src/results/verdicts.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';

const run = commandLine(temporaryFolder());

const rows = Array.from(
  { length: 200 },
  (_, row) => `${row % 2} ${1 + (row % 7)}:1 ${10 + (row % 31)}:${1 + (row % 3)}`,
);
await writeFile('a.svm', `${rows.join('\n')}\n`);
// A file whose name is markup.
await writeFile('<b>.svm', `${rows.toReversed().join('\n')}\n`);

test('adabatch reproduce writes verdicts, a page, Markdown with pictures, and the figures of each claim', async () => {
  const outcome = await run([
    'reproduce',
    '--quick',
    '--claims',
    '3,1',
    '-d',
    'a.svm,<b>.svm',
    '--jobs',
    '1',
    '-o',
    'out',
  ]);

  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toMatch(
    /^claim +verdict +data\n1 A few lines +holds +all data\n3 Sample efficiency kept +[a-z 0-9]+ {2}a/,
  );
  const verdicts = verdictsSchema.parse(JSON.parse(await readFile('out/verdicts.json', 'utf8')));
  expect(verdicts.isQuick).toBe(true);
  expect(verdicts.claims.map(({ claim, findings }) => [claim, findings.length])).toEqual([
    ['1', 1],
    ['3', 4],
  ]);
  expect(verdicts.claims[1]?.command).toBe("adabatch reproduce --claims 3 --dataset 'a.svm,<b>.svm' --quick -o out");
  const published = path.resolve(import.meta.dirname, '../../dist/verdicts.schema.json');
  const schema = JSON.parse(await readFile(published, 'utf8'));
  expect(schema.required.toSorted()).toEqual(Object.keys(verdicts).sort());
  const csv = (await readFile('out/claim-3.csv', 'utf8')).split('\n');
  expect(csv[0]).toBe(
    'dataset,dataset_sha256,about,rule,batch,step_size,final_loss,excess_percent,standard_error_percent',
  );
  expect(csv).toHaveLength(1 + 4 * 6 + 1);
  const markdown = await readFile('out/report.md', 'utf8');
  const pictures = [...markdown.matchAll(/\]\((claim-[^)]*\.svg)\)/g)].map(([, name]) => name);
  expect(pictures).toEqual(['claim-3-1.svg', 'claim-3-2.svg']);
  expect(await readdir('out')).toEqual(expect.arrayContaining(pictures));
  const page = await readFile('out/report.html', 'utf8');
  expect(page).not.toMatch(/<script|<b>/);
  expect(page).toContain('&lt;b&gt;');
});

test.each([
  { args: ['--claims', '9'], says: '--claims: there is no claim "9"' },
  { args: ['-d', 'a.svm,<b>.svm', '--test', 'a.svm'], says: '--test goes with one dataset, not with 2' },
  { args: ['--loss', 'hinge,logistic'], says: '--loss takes one value here' },
  { args: ['-d', 'none.svm'], says: 'none.svm' },
])('adabatch reproduce refuses $args', async ({ args, says }) => {
  const { code, stderr } = await run(['reproduce', '--quick', '-o', 'refused', ...args]);

  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
});
