import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';

const run = commandLine(temporaryFolder());

test('adabatch report writes a page about runs, and says where', async () => {
  await run(['sweep', '--batch', '8,64', '--epochs', '1', '--out', 'runs']);

  const outcome = await run(['report', 'runs']);
  const page = await readFile('report.html', 'utf8');

  expect(outcome).toEqual({ code: 0, stdout: '', stderr: 'wrote report.html\n' });
  expect(page).toContain('<h2 id="subject-1">zipf (logistic loss, λ = 0)</h2>');
  expect(page).toContain('<code>adabatch run --batch 8 --epochs 1</code>');
});

test('adabatch report spells settings as flags', async () => {
  await run(['sweep', '--batch', '8,64', '--epochs', '1', '--out', 'automatic']);

  await run(['report', 'automatic', '--target', '0.5', '-o', 'automatic.html']);

  const page = await readFile('automatic.html', 'utf8');
  expect(page).toContain('--step-size tune compares rules at their best');
  expect(page).toContain('as given by --target.');
});

test('adabatch report writes a page to stdout, and then says nothing of a file', async () => {
  await run(['sweep', '--batch', '8', '--seeds', '0,2,1', '--epochs', '1', '--out', 'seeds']);

  const { code, stdout, stderr } = await run(['report', 'seeds', '-o', '-']);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('<code>adabatch sweep --batch 8 --epochs 1 --seed 0,1,2</code>');
});

test('adabatch report refuses a folder without runs', async () => {
  await run(['data', 'generate', '-o', 'empty/data.svm']);

  const { code, stderr } = await run(['report', 'empty']);

  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('there are no runs in empty'),
  });
});
