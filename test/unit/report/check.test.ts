import { expect, test } from 'vitest';
import { verdictFormats } from '../../../src/report/check/index.js';
import { checkRuns } from '../../../src/results/check/check.js';
import type { Check } from '../../../src/results/check/verdict.js';
import { lossCurve, stored, took } from '../../support/checks.js';

const old = [
  stored('1', { curve: lossCurve([1, 0.5], [2, 1]) }),
  stored('2', {}, '50%: a,b\r\nc'),
  stored('3'),
  stored('4', { curve: lossCurve([1]) }),
];
const candidates = [
  stored('1', { curve: lossCurve([1, 0.4], [2, 1.5]), summary: took(3) }),
  stored('3'),
  stored('4', { curve: lossCurve([1, null]), status: 'diverged', summary: took(4) }, 'run-1'),
  stored('5', { status: 'interrupted' }),
];
const check = checkRuns(old, candidates, { loss: 0.5, absolute: 0, exact: false, differentMachines: false });
const written = (format: string, of: Check = check) => verdictFormats.find(({ name }) => name === format)?.write(of);

const TEXT = [
  'note     run-1: train loss 0.5 → 0.4 at epoch 1 (20 % better); test loss 1 → 1.5 at epoch 1 (50 % worse)',
  'missing  50%: a,b\\r\\nc: is not in the candidate',
  'ok       run-3: the same at 3 points',
  'failed   run-4: status completed → diverged; points new at epoch 1',
  'new      run-5: is not in the baseline',
  '5 runs: 1 ok, 1 note, 1 failed, 1 missing, 1 new',
  '',
];

test('the text format has a line for each verdict', () => {
  expect(written('text')).toBe(TEXT.join('\n'));
  const one = checkRuns(old.slice(3), old.slice(3), { loss: 0, absolute: 0, exact: false, differentMachines: false });
  expect(written('text', one)).toBe('ok       run-4: the same at 1 point\n1 run: 1 ok\n');
});

test('the github format has the text, and commands with escaped titles', () => {
  const commands = [
    '::notice title=adabatch%3A run-1::train loss 0.5 → 0.4 at epoch 1 (20 %25 better); test loss 1 → 1.5 at epoch 1 (50 %25 worse)',
    '::error title=adabatch%3A 50%25%3A a%2Cb\\r\\nc::is not in the candidate',
    '::error title=adabatch%3A run-4::status completed → diverged; points new at epoch 1',
    '::notice title=adabatch%3A run-5::is not in the baseline',
    '',
  ];
  expect(written('github')).toBe(TEXT.join('\n') + commands.join('\n'));
});

test('the bmf format has the figures of the candidates that ended well, each under a name of its own', () => {
  expect(written('bmf')).toBe(
    `${JSON.stringify(
      {
        'run-1 1': { train_loss: { value: 0.4 }, test_loss: { value: 1.5 }, seconds: { value: 3 } },
        'run-3': { train_loss: { value: 0.25 }, seconds: { value: 0.125 } },
      },
      null,
      2,
    )}\n`,
  );
});

test('the github-action-benchmark format has the figures of bmf as a list', () => {
  expect(JSON.parse(written('github-action-benchmark') as string)).toEqual([
    { name: 'run-1 1 train_loss', unit: 'loss', value: 0.4 },
    { name: 'run-1 1 test_loss', unit: 'loss', value: 1.5 },
    { name: 'run-1 1 seconds', unit: 's', value: 3 },
    { name: 'run-3 train_loss', unit: 'loss', value: 0.25 },
    { name: 'run-3 seconds', unit: 's', value: 0.125 },
  ]);
});

test('the json format has all verdicts and their findings', () => {
  const { verdicts, ...rest } = JSON.parse(written('json') as string);
  expect(rest).toEqual({ schema: 'adabatch/check@1', passed: false, versions: [] });
  expect(verdicts).toHaveLength(5);
  expect(verdicts[0]).toEqual({
    id: '1',
    name: 'run-1',
    verdict: 'note',
    points: 2,
    findings: [
      {
        kind: 'improvement',
        of: 'train loss',
        text: '0.5 → 0.4 at epoch 1 (20 % better)',
        values: { epoch: 1, baseline: 0.5, candidate: 0.4 },
      },
      {
        kind: 'note',
        of: 'test loss',
        text: '1 → 1.5 at epoch 1 (50 % worse)',
        values: { epoch: 1, baseline: 1, candidate: 1.5 },
      },
    ],
  });
});

test('formats of figures warn of runs that have none', () => {
  const warnings = verdictFormats.map(({ name, warning }) => [name, warning?.(check)]);
  const told = 'runs that did not end well have no figures: run-1 (diverged), run-5 (interrupted)';
  expect(warnings).toEqual([
    ['text', undefined],
    ['github', undefined],
    ['bmf', told],
    ['github-action-benchmark', told],
    ['json', undefined],
  ]);
  const well = { ...check, candidates: candidates.slice(0, 2) };
  expect(verdictFormats.flatMap(({ warning }) => warning?.(well) ?? [])).toEqual([]);
});

test('formats of verdicts say which versions of adabatch differ', () => {
  const changed = { ...check, versions: [{ baseline: '0.1.0', candidate: '0.2.0', runs: 2 }] };
  const line = 'versions of adabatch: 0.1.0 → 0.2.0 in 2 runs';
  expect(written('text', changed)).toContain(`\n${line}\n5 runs: `);
  expect(written('github', changed)).toMatch(new RegExp(`\n${line}\n.*\n::notice title=adabatch::${line}\n$`, 's'));
  expect(JSON.parse(written('json', changed) as string).versions).toEqual(changed.versions);
});
