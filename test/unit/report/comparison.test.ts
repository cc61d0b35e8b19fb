import { describe, expect, test } from 'vitest';
import { comparisonFormats } from '../../../src/report/comparison/index.js';
import { parseBaseline } from '../../../src/results/comparison/baseline.js';
import { compareRuns } from '../../../src/results/comparison/compare.js';
import type { Run } from '../../../src/results/schema.js';
import { compared, ran, twoRules } from '../../support/comparisons.js';

const comparison = compareRuns(compared(twoRules), { baseline: parseBaseline('rule=mean,batch=1') });
const written = (format: string, of = comparison) => comparisonFormats.find(({ name }) => name === format)?.write(of);

test('the table format has a table for each group, and remarks below it', () => {
  expect(written('table')).toBe(`\
data, logistic loss, λ = 0.001: sgd

                                                            epochs to    seconds
rule      batch  step size  seeds   final loss  excess %       target  to target
adabatch      1        0.1      1     0.100000       0.0          1.5     0.1875
adabatch      8        0.1      1     0.108000       0.9          1.5     0.1875
adabatch     64        0.1      1     0.200000      11.1          2.5    0.3125*
adabatch    512        0.1      0
mean          1        0.1      2  0.102±0.002       0.0      1.3±0.2  0.17±0.02
mean          8        0.1      2            —         ∞            —          —

rule      batch  × rule=mean,batch=1  status
adabatch      1                 1.12
adabatch      8                 1.12
adabatch     64                 1.87
adabatch    512                       interrupted
mean          1                 1.00
mean          8                    ∞  1 of 2 diverged

critical batch of adabatch: 8 (relative to batch 1; at 64 the excess is
  11.1 %)
critical batch of mean: 1 (relative to batch 1; at 8 the excess is ∞)

± is half the range over the seeds, beside their median.
— half of the seeds, or more, did not come there or diverged.
* measured while other runs went on: these seconds say little.
Target: train loss 0.316228, where the best run of batch 1 is half-way in
  epochs on its way from 1.00000 to 0.100000.
`);
});

test('the Markdown format has a table for each group', () => {
  expect(written('markdown')).toBe(`\
### data, logistic loss, λ = 0.001: sgd

| rule | batch | step size | seeds | final loss | excess % | epochs to target | seconds to target | × rule=mean,batch=1 | status |
| :- | -: | -: | -: | -: | -: | -: | -: | -: | :- |
| adabatch | 1 | 0.1 | 1 | 0.100000 | 0.0 | 1.5 | 0.1875 | 1.12 | |
| adabatch | 8 | 0.1 | 1 | 0.108000 | 0.9 | 1.5 | 0.1875 | 1.12 | |
| adabatch | 64 | 0.1 | 1 | 0.200000 | 11.1 | 2.5 | 0.3125\\* | 1.87 | |
| adabatch | 512 | 0.1 | 0 | | | | | | interrupted |
| mean | 1 | 0.1 | 2 | 0.102±0.002 | 0.0 | 1.3±0.2 | 0.17±0.02 | 1.00 | |
| mean | 8 | 0.1 | 2 | — | ∞ | — | — | ∞ | 1 of 2 diverged |

- critical batch of adabatch: 8 (relative to batch 1; at 64 the excess is 11.1 %)
- critical batch of mean: 1 (relative to batch 1; at 8 the excess is ∞)

- ± is half the range over the seeds, beside their median.
- — half of the seeds, or more, did not come there or diverged.
- \\* measured while other runs went on: these seconds say little.
- Target: train loss 0.316228, where the best run of batch 1 is half-way in epochs on its way from 1.00000 to 0.100000.
`);
});

test('a heading has four digits of λ, or all where objectives would look alike', () => {
  const headings = (...lambdas: number[]) => {
    const runs = lambdas.map((l2) => ran({ l2 }, [1, 0.5]));
    return written('table', compareRuns(compared(runs), {}))?.match(/(?<=^data, .*λ = )\S+(?=:)/gm);
  };
  expect(headings(1 / 15935, 0.5)).toEqual(['0.00006275', '0.5']);
  expect(headings(0.100001, 0.100002)).toEqual(['0.100001', '0.100002']);
});

test('the CSV format has a line for each row', () => {
  const run = (rule: string, batch: number) =>
    `data,f00,logistic,0.001,false,1,,,sgd,${rule},${batch},given,constant,,,1,,,,,interleaved,sequential,1,,1`;
  expect(written('csv')?.split('\n')).toEqual([
    'dataset,dataset_sha256,loss,l2,bias,positive,test,scale,algorithm,rule,batch,step_size_from,schedule,' +
      'snapshot_every,average,epochs,target_loss,time_limit,max_passes,warm_start,order,execution,workers,' +
      'blocks,measure_every,seeds,step_size,step_size_min,step_size_max,steps_given,step_at_edge,' +
      'final_loss,final_loss_min,final_loss_max,final_suboptimality,final_suboptimality_min,' +
      'final_suboptimality_max,excess,excess_standard_error,epochs_to_target,epochs_to_target_min,' +
      'epochs_to_target_max,passes_to_target,passes_to_target_min,passes_to_target_max,seconds_to_target,' +
      'seconds_to_target_min,seconds_to_target_max,epoch_seconds,epoch_seconds_min,epoch_seconds_max,' +
      'speed_up,contended,baseline_ratio,statuses,runs',
    `${run('adabatch', 1)},1,0.1,0.1,0.1,1,false,0.1,0.1,0.1,,,,0,0,1.5,1.5,1.5,1.5,1.5,1.5,0.1875,0.1875,0.1875,0.125,0.125,0.125,,false,1.1212011993657844,1 completed,0123456789abcdef`,
    `${run('adabatch', 8)},1,0.1,0.1,0.1,1,false,0.108,0.108,0.108,,,,0.008888888888888882,0,1.5,1.5,1.5,1.5,1.5,1.5,0.1875,0.1875,0.1875,0.125,0.125,0.125,,false,1.1212011993657844,1 completed,0123456789abcdef`,
    `${run('adabatch', 64)},1,0.1,0.1,0.1,1,false,0.2,0.2,0.2,,,,0.11111111111111112,0,2.5,2.5,2.5,2.5,2.5,2.5,0.3125,0.3125,0.3125,0.125,0.125,0.125,,true,1.8686686656096407,1 completed,0123456789abcdef`,
    `${run('adabatch', 512)},0,0.1,0.1,0.1,1,false,,,,,,,,,,,,,,,,,,,,,,false,,1 interrupted,0123456789abcdef`,
    `${run('mean', 1)},2,0.1,0.1,0.1,1,false,0.10200000000000001,0.1,0.104,,,,0,0,1.3378508699852318,1.1757017399704637,1.5,1.3378508699852318,1.1757017399704637,1.5,0.16723135874815398,0.14696271749630796,0.1875,0.125,0.125,0.125,,false,1,2 completed,0123456789abcdef 0123456789abcdef`,
    `${run('mean', 8)},2,0.1,0.1,0.1,1,false,inf,0.108,inf,,,,inf,0,inf,1.9239984532769085,inf,inf,1.9239984532769085,inf,inf,0.24049980665961357,inf,0.125,0.125,0.125,,false,inf,1 completed 1 diverged,0123456789abcdef 0123456789abcdef`,
    '',
  ]);
});

test('the JSON format has all that the comparison has, with null for what was never reached', () => {
  const [one] = [compareRuns(compared(twoRules.slice(2, 4)), { target: 0.3, baseline: parseBaseline('rule=mean') })];
  const data = {
    dataset: { name: 'data', sha256: 'f00' },
    objective: { loss: 'logistic', l2: 0.001, bias: false, positive: ['1'], test: null },
  };
  const { test: _, positive, loss, l2, bias, seed, stepSizeFrom, ...keys } = (twoRules[2] as Run).configuration;
  expect(JSON.parse(written('json', one) as string)).toEqual({
    schema: 'adabatch/comparison@1',
    targets: [{ loss: 0.3, suboptimality: null, from: null, ...data, seed: null }],
    baseline: { rule: 'mean' },
    groups: [
      {
        ...data,
        algorithm: 'sgd',
        rows: [
          {
            keys: { ...keys, stepSizeFrom, blocks: null },
            seeds: 2,
            statuses: { completed: 1, diverged: 1 },
            contended: false,
            stepSize: { median: 0.1, min: 0.1, max: 0.1 },
            stepsGiven: 1,
            stepAtEdge: false,
            runs: ['0123456789abcdef', '0123456789abcdef'],
            finalLoss: { median: null, min: 0.108, max: null },
            finalSuboptimality: null,
            excess: null,
            epochsToTarget: { median: null, min: 2, max: null },
            passesToTarget: { median: null, min: 2, max: null },
            secondsToTarget: { median: null, min: 0.25, max: null },
            seconds: { median: 0.3125, min: 0.25, max: 0.375 },
            epochSeconds: { median: 0.125, min: 0.125, max: 0.125 },
            speedUp: null,
            baselineRatio: null,
          },
        ],
        criticalBatches: [
          {
            keys: { rule: 'mean' },
            reference: { batch: 8, initial: 1, final: null },
            batch: null,
            unknown: 'one batch',
            exceeded: null,
            largest: 8,
          },
        ],
        separated: false,
      },
    ],
  });
});

describe('the remarks of a comparison', () => {
  const lines = (runs: Run[], target?: number) =>
    // Lines that go on are indented.
    written('table', compareRuns(compared(runs), { target }))
      ?.replaceAll(/\n {2}(?=\S)/g, ' ')
      .split('\n') ?? [];
  const critical = (runs: Run[], target?: number) => lines(runs, target).filter((line) => line.startsWith('critical'));

  test('the remarks say what a critical batch is relative to, and why there is none', () => {
    const fast = [1, 0.1];
    expect(critical([ran({ batch: 4 }, fast), ran({ batch: 8 }, fast)])).toEqual([
      'critical batch of adabatch: 8, the largest there is (relative to the smallest batch there is, 4)',
    ]);
    expect(critical([ran({ batch: 1 }, fast), ran({ batch: 8 }, [1, 0.5])])).toEqual([
      'critical batch of adabatch: 1 (relative to batch 1; at 8 the excess is 44.4 %)',
    ]);
    expect(critical([ran({ batch: 1 }, [1, 1]), ran({ batch: 8 }, fast)])).toEqual([
      'critical batch of adabatch: unknown, since batch 1 does not end below F(w₀)',
    ]);
    expect(critical([ran({ batch: 1 }, fast), ran({ batch: 8 }, [1, 0.5, 0.1])])).toEqual([
      'critical batch of adabatch: unknown, since its runs ended after unequal numbers of samples',
    ]);
    expect(critical([ran({ order: 'shuffle' }, fast), ran({ average: 2 }, fast)])).toEqual([
      'critical batch of adabatch, average 2, order interleaved: unknown, since there is no batch but 64',
      'critical batch of adabatch, average none, order shuffle: unknown, since there is no batch but 64',
    ]);
  });

  test('the remarks name every target, and where it came from', () => {
    const half = { fraction: 0.5 };
    const runs = [
      ran({ test: half, seed: 0 }, [1, 0.5]),
      ran({ test: half, seed: 1, bias: true }, [1, 2]),
      ran({ loss: 'squared', positive: null }, [null]),
    ];
    const targets = (given?: number) => lines(runs, given).filter((line) => line.startsWith('Target'));
    expect(targets()).toEqual([
      'Target of data, logistic loss, λ = 0.001, 0.5 held out, seed 0: train loss 0.707107, where the best run of batch 64 is half-way in epochs on its way from 1.00000 to 0.500000.',
      'Target of data, logistic loss, λ = 0.001, with a bias, 0.5 held out, seed 1: none, since no run of batch 64 came below F(w₀) = 1.00000.',
      'Target of data, squared loss, λ = 0.001: none, for want of a finite loss.',
    ]);
    expect(targets(0.25)[2]).toBe('Target of data, squared loss, λ = 0.001: train loss 0.25, as given by ‹target›.');
  });

  test.each(['table', 'markdown'])('name settings as the reader knows them: %s', (format) => {
    const { write } = comparisonFormats.find(({ name }) => name === format) as (typeof comparisonFormats)[number];
    const given = compareRuns(compared(twoRules), { target: 0.25 });
    expect(write(given, (remark) => remark.replace('‹target›', '--target'))).toContain(', as given by --target.');
  });

  test('the remarks warn of separated data, of steps at an edge, and of times that are too short', () => {
    const steps = [1, 2].map((stepSize) =>
      ran({ batch: 1, stepSize }, [1, 1e-4 / stepSize], { id: `run-${stepSize}` }),
    );
    const short = steps.map((run) => ({ ...run, curve: run.curve.map((at) => ({ ...at, seconds: at.epoch / 1000 })) }));
    const text = lines(short);
    expect(text.find((line) => line.startsWith('adabatch'))).toMatch(/^adabatch +1 +2† /);
    expect(text.some((line) => /^adabatch .* 0\.00050~$/.test(line))).toBe(true);
    expect(text).toContain('† adabatch 1: the best step, 2, is at the edge of the 2 that were run: run-2');
    expect(text.some((line) => line.includes('the data are separated, and final losses mean little'))).toBe(true);
    expect(text.filter((line) => line.includes('†'))).toHaveLength(2);
    expect(text).toContain('~ under 10 ms: too short to rank.');
  });

  test('the remarks say nothing of an edge if all steps diverged', () => {
    const runs = [1, 2].map((stepSize) =>
      ran({ stepSize }, [1, 5, 2e6], { status: 'diverged', id: `run-${stepSize}` }),
    );
    expect(lines(runs).join('\n')).not.toContain('†');
  });

  test('the remarks give no critical batch if the data are separated', () => {
    const runs = [1, 8, 64].map((batch) => ran({ batch }, [1, 1e-3, 9e-4 * batch]));
    expect(critical(runs)).toEqual(['critical batch of adabatch: unknown, since the data are separated']);
  });

  test('the remarks say that automatic steps are not the best, if rows have them', () => {
    const runs = (stepSizeFrom: 'auto' | 'tuned') => [1, 8].map((batch) => ran({ batch, stepSizeFrom }, [1, 0.5]));
    const automatic = expect.stringMatching(/^Automatic steps are safe, not the best/);
    expect(lines(runs('auto'))).toContainEqual(automatic);
    expect(lines(runs('tuned'))).not.toContainEqual(automatic);
  });

  test('the target is half of the way from where the best run stays below F(w₀)', () => {
    const targets = (curve: number[]) => lines([ran({ batch: 1 }, curve)]).filter((line) => line.startsWith('Target'));
    // It rises to epoch 2, and is half-way from there to the end at epoch 4.
    expect(targets([1, 30, 8, 0.9, 0.5, 0.4, 0.3])[0]).toContain('train loss 0.5');
    expect(targets([1, 30])[0]).toContain('none, since no run of batch 1 came below F(w₀)');
  });

  test('the titles of groups tell apart those that are alike in name', () => {
    const other = { ...(twoRules[0] as Run).dataset, sha256: 'abcdef0123456789' };
    const test1 = { sha256: '0123456789abcdef' };
    const runs = [
      ran({}, [1, 0.5]),
      ran({ positive: ['2', '3'] }, [1, 0.5]),
      ran({ test: test1 }, [1, 0.5]),
      ran({ scale: 'max-abs' }, [1, 0.5]),
      ran({}, [1, 0.5], { dataset: other }),
    ];
    expect(lines(runs).filter((line) => line.endsWith(': sgd'))).toEqual([
      'data, logistic loss, λ = 0.001, +1 is 1, sha256 abcdef01: sgd',
      'data, logistic loss, λ = 0.001, scaled by max-abs, +1 is 1, sha256 f00: sgd',
      'data, logistic loss, λ = 0.001, +1 is 1, sha256 f00: sgd',
      'data, logistic loss, λ = 0.001, +1 is 1, test data 01234567, sha256 f00: sgd',
      'data, logistic loss, λ = 0.001, +1 is 2 3, sha256 f00: sgd',
    ]);
  });

  test('columns show every key that differs, with long values cut', () => {
    const text = lines([ran({ warmStart: '0123456789'.repeat(6) }, [1, 0.5]), ran({}, [1, 0.5])]);
    expect(text).toContainEqual(expect.stringMatching(/^rule +batch +warm start +step size/));
    expect(text).toContainEqual(expect.stringMatching(/^adabatch {5}64 {2}none /));
  });
});
