import { describe, expect, test } from 'vitest';
import { checkRuns } from '../../../../src/results/check/check.js';
import type { Tolerances } from '../../../../src/results/check/verdict.js';
import type { Run, Status } from '../../../../src/results/schema.js';
import { lossCurve, stored, took } from '../../../support/checks.js';
import { makeRun, point } from '../../../support/runs.js';

const STRICT: Tolerances = { loss: 0, absolute: 0, exact: false, differentMachines: false };

/** The verdict on one run and its reasons. */
function judged(old: Partial<Run>, candidate: Partial<Run>, tolerances: Partial<Tolerances> = {}) {
  const { verdicts, passed } = checkRuns([stored('1', old)], [stored('1', candidate)], { ...STRICT, ...tolerances });
  expect(verdicts).toHaveLength(1);
  const [one] = verdicts;
  expect(passed).toBe(one?.verdict !== 'failed');
  return [one?.verdict, ...(one?.findings ?? []).map(({ kind, of, text }) => `${kind}: ${of} ${text}`)];
}

const train = (...losses: (number | null)[]) => ({ curve: lossCurve(losses) });
const tested = (...losses: (number | null)[]) => ({
  curve: lossCurve(
    losses.map(() => 1),
    losses,
  ),
});

describe('the runs that are checked', () => {
  test('runs are matched by id: a missing one fails, and a new one does not', () => {
    const old = [stored('1'), stored('2')];
    const { verdicts, passed } = checkRuns(old, [stored('3'), stored('1', {}, 'renamed')], STRICT);
    expect(verdicts.map(({ id, name, verdict, points }) => [id, name, verdict, points])).toEqual([
      ['1', 'run-1', 'ok', 3],
      ['2', 'run-2', 'missing', 0],
      ['3', 'run-3', 'new', 0],
    ]);
    expect(passed).toBe(false);
    expect(checkRuns([stored('1')], [stored('3'), stored('1')], STRICT).passed).toBe(true);
  });

  test('an empty baseline is refused', () => {
    expect(() => checkRuns([], [stored('1')], STRICT)).toThrow('the baseline has no runs');
  });
});

describe('the losses of a check', () => {
  test('higher losses are regressions, and the largest relative difference is named', () => {
    expect(judged(train(1, 0.5, 0.25), train(1, 0.75, 0.5))).toEqual([
      'failed',
      'regression: train loss 0.25 → 0.5 at epoch 2 (100 % worse, the largest of 2 differences)',
    ]);
    expect(judged(train(1, 0.5), train(1, 0.5 + 2 ** -53))).toEqual([
      'failed',
      'regression: train loss 0.5 → 0.5000000000000001 at epoch 1 (2.2e-14 % worse)',
    ]);
  });

  test('lower losses are named, and fail only with --exact', () => {
    const better = 'improvement: train loss 0.5 → 0.4 at epoch 1 (20 % better)';
    expect(judged(train(1, 0.5), train(1, 0.4))).toEqual(['note', better]);
    expect(judged(train(1, 0.5), train(1, 0.4), { exact: true })).toEqual(['failed', better]);
    expect(judged(train(1, 0.5), train(1, 0.5), { exact: true })).toEqual(['ok']);
  });

  test('a tolerance is relative, and a difference within it is named', () => {
    const worse = 'train loss 0.5 → 0.75 at epoch 1 (50 % worse)';
    expect(judged(train(1, 0.5), train(1, 0.75), { loss: 0.5 })).toEqual(['note', `note: ${worse}`]);
    expect(judged(train(1, 0.5), train(1, 0.75), { loss: 0.49 })).toEqual(['failed', `regression: ${worse}`]);
    expect(judged(train(-1, -0.5), train(-1, -0.75), { loss: 0 })[0]).toBe('note');
  });

  test('a loss that is no longer finite is worse than any tolerance', () => {
    expect(judged(train(1, 0.5), train(1, null), { loss: 9 })).toEqual([
      'failed',
      'regression: train loss 0.5 → not finite at epoch 1 (worse)',
    ]);
    expect(judged(train(1, null), train(1, 0.5))).toEqual([
      'note',
      'improvement: train loss not finite → 0.5 at epoch 1 (better)',
    ]);
    expect(judged(train(1, null), train(1, null))).toEqual(['ok']);
    expect(judged(train(1, 0), train(1, 1e-300), { loss: 9 })[0]).toBe('failed');
    expect(judged(train(1, 0.5), train(1, null), { absolute: 9 })[0]).toBe('failed');
  });

  test('an absolute tolerance passes what the relative one does not, and the other way round', () => {
    const both = { loss: 0.1, absolute: 0.01 };
    expect(judged(train(1, 0), train(1, 0.01), both)[0]).toBe('note');
    expect(judged(train(1, 0), train(1, 0.011), both)[0]).toBe('failed');
    expect(judged(train(1, 0.5), train(1, 0.55), both)[0]).toBe('note');
    expect(judged(train(1, 0.5), train(1, 0.551), both)[0]).toBe('failed');
    expect(judged(tested(1, 0.05), tested(1, 0.06), both)[0]).toBe('note');
  });

  test('a difference within the tolerance does not hide a smaller one that is not', () => {
    expect(judged(train(1, 0.5, 0), train(1, 0.6, 0.01), { absolute: 0.01 })).toEqual([
      'failed',
      'regression: train loss 0.5 → 0.6 at epoch 1 (20 % worse)',
    ]);
  });

  test('losses on test data are checked if the baseline has them', () => {
    expect(judged(tested(1, 0.5), tested(1, 0.6))).toEqual([
      'failed',
      'regression: test loss 0.5 → 0.6 at epoch 1 (20 % worse)',
    ]);
    expect(judged(tested(1, 0.5), tested(null, null))[0]).toBe('failed');
    expect(judged(tested(null, null), tested(1, 0.5))).toEqual(['ok']);
    expect(judged(tested(1, 0.5), tested(1, null))[0]).toBe('failed');
  });

  test('losses are compared at equal epochs, and a lost point is a regression', () => {
    const old = train(1, 0.5, 0.25);
    expect(judged(old, train(1, 0.5))).toEqual(['failed', 'regression: points none at epoch 2']);
    expect(judged(old, train(1))).toEqual(['failed', 'regression: points none at epoch 1 and 1 more']);
    expect(judged(old, train(1, 0.5, 0.25, 0.2))).toEqual(['note', 'note: points new at epoch 3']);
  });

  test('points that two limits in time leave out are named, and other missing points are lost', () => {
    const limited = (...losses: number[]): Partial<Run> => ({ ...train(...losses), status: 'time-limit' });
    const old = limited(1, 0.5, 0.25);
    expect(judged(old, limited(1, 0.5))).toEqual(['note', 'note: points none at epoch 2']);
    expect(judged(old, train(1, 0.5))[0]).toBe('failed');
    const holed = { ...old, curve: lossCurve([1, 0.5, 0.25]).filter(({ epoch }) => epoch !== 1) };
    expect(judged(old, holed)).toEqual(['failed', 'regression: points none at epoch 1']);
  });

  test('a point where time or an interrupt ended the baseline need not be measured again', () => {
    for (const status of ['time-limit', 'interrupted'] as const) {
      const old = { status, curve: [...lossCurve([1, 0.5]), point({ epoch: 1.3, trainLoss: 0.4 })] };
      expect(judged(old, { status, ...train(1, 0.5, 0.25) })).toEqual(['note', 'note: points new at epoch 2']);
    }
    const ended = { curve: [...lossCurve([1, 0.5]), point({ epoch: 1.3, trainLoss: 0.4 })] };
    expect(judged(ended, train(1, 0.5, 0.25))[0]).toBe('failed');
  });
});

describe('the statuses of a check', () => {
  const ranks: Status[][] = [['target-reached'], ['completed', 'time-limit'], ['interrupted'], ['diverged']];
  const rank = (status: Status) => ranks.findIndex((statuses) => statuses.includes(status));
  const pairs = ranks.flat().flatMap((old) => ranks.flat().map((status) => [old, status] as const));

  test.each(pairs)('a run that goes from %s to %s fails if that is worse', (old, status) => {
    const [verdict, finding] = judged({ status: old }, { status });
    if (old === status) expect([verdict, finding]).toEqual(['ok', undefined]);
    else if (rank(status) > rank(old))
      expect([verdict, finding]).toEqual(['failed', `regression: status ${old} → ${status}`]);
    else
      expect([verdict, finding?.replace('improvement', 'note')]).toEqual(['note', `note: status ${old} → ${status}`]);
  });
});

describe('the targets of a check', () => {
  const reached = (...losses: number[]): Partial<Run> => ({ ...train(...losses), status: 'target-reached' });
  const tolerances = { loss: 9, absolute: 9 };

  test('targets that are lost are regressions, whatever the tolerances', () => {
    for (const status of ['completed', 'time-limit'] as const) {
      const lost = { ...train(1, 0.5, 0.5), status };
      expect(judged(reached(1, 0.5), lost, tolerances)).toEqual([
        'failed',
        `regression: status target-reached → ${status}`,
        'note: points new at epoch 2',
      ]);
    }
  });

  test('targets that are reached later are regressions, whatever the tolerances', () => {
    expect(judged(reached(1, 0.5), reached(1, 0.51, 0.5), tolerances)).toEqual([
      'failed',
      'regression: target reached at epoch 1 → 2',
      'note: points new at epoch 2',
      'note: train loss 0.5 → 0.51 at epoch 1 (2 % worse)',
    ]);
  });

  test('targets that are reached sooner are improvements', () => {
    expect(judged(reached(1, 0.6, 0.5), reached(1, 0.5))).toEqual([
      'note',
      'improvement: target reached at epoch 2 → 1',
      'note: points none at epoch 2',
      'improvement: train loss 0.6 → 0.5 at epoch 1 (17 % better)',
    ]);
    expect(judged(train(1, 0.6, 0.5), reached(1, 0.5))[0]).toBe('note');
  });
});

describe('the times of a check', () => {
  const { environment } = makeRun();
  const slow = { summary: took(1.25) };
  const fast = { summary: took(1) };

  test('times are checked if they are asked for, above the tolerance', () => {
    expect(judged(fast, slow)).toEqual(['ok']);
    expect(judged(fast, slow, { time: 0.25 })).toEqual(['ok']);
    expect(judged(fast, slow, { time: 0.2 })).toEqual(['failed', 'regression: seconds 1 → 1.25 (25 % more)']);
    expect(judged(slow, fast, { time: 0 })).toEqual(['ok']);
    expect(judged({ summary: took(0) }, slow, { time: 9 })).toEqual(['failed', 'regression: seconds 0 → 1.25']);
    expect(judged(fast, { ...slow, status: 'diverged' }, { time: 0 })).toEqual([
      'failed',
      'regression: status completed → diverged',
    ]);
  });

  test('times of two runs that ended at their time limit are those of an epoch', () => {
    const limited = (...losses: number[]): Partial<Run> => ({ ...train(...losses), status: 'time-limit', ...fast });
    expect(judged(limited(1, 0.5, 0.25), limited(1, 0.5), { time: 0.5 })).toEqual([
      'failed',
      'note: points none at epoch 2',
      'regression: seconds an epoch 0.5 → 1 (100 % more)',
    ]);
    expect(judged(limited(1, 0.5, 0.25), limited(1, 0.5), { time: 1 })[0]).toBe('note');
  });

  test('times of different machines are refused, with what differs', () => {
    const other = { ...environment, cpu: 'another', node: '22.0.0', contended: true };
    const compared = () => judged({ environment }, { environment: other }, { time: 1 });
    expect(compared).toThrow(
      '‹timeTolerance›: the seconds do not compare: CPU a CPU → another; Node 20.0.0 → 22.0.0; other runs beside it no → yes',
    );
    expect(judged({ environment }, { environment: other }, { time: 1, differentMachines: true })).toEqual(['ok']);
    expect(judged({ environment }, { environment: other })).toEqual(['ok']);
    expect(judged({ environment: other }, { environment: other }, { time: 1 })).toEqual(['ok']);
  });
});

describe('runs that are not deterministic', () => {
  const { configuration } = makeRun({}, { execution: 'hogwild', workers: 2 });
  const repeated = (...finalTrainLosses: (number | null)[]) => {
    return { configuration, race: { finalTrainLosses, collidingShare: 0.1, lostShare: 0 } };
  };

  test('runs that are not deterministic may be 1 % off, also with --exact', () => {
    const old = { ...train(1, 0.5, 0.4), ...repeated(0.4) };
    expect(judged(old, train(1, 0.5, 0.403), { exact: true })[0]).toBe('note');
    expect(judged(old, train(1, 0.5, 0.405))[0]).toBe('failed');
    expect(judged(train(1, 0.5, 0.4), train(1, 0.5, 0.403))[0]).toBe('failed');
  });

  test('runs that are not deterministic are compared at their ends, as their repetitions are', () => {
    const old = { ...train(1, 0.5, 0.4), ...repeated(0.4) };
    expect(judged(old, train(1, 0.7, 0.4))[0]).toBe('ok');
  });

  test('runs that are not deterministic may be 3 times as far off as their repetitions lie apart', () => {
    const old = { ...train(1, 0.5, 0.4), ...repeated(0.4, 0.41, 0.402) };
    expect(judged(old, train(1, 0.5, 0.429))[0]).toBe('note');
    expect(judged(old, train(1, 0.5, 0.431))[0]).toBe('failed');
    expect(judged(old, train(1, 0.5, 0.431), { loss: 0.1 })[0]).toBe('note');
    expect(judged(old, train(1, 0.5, 0.431), { absolute: 0.04 })[0]).toBe('note');
  });

  test.each([
    [[0, 0, 0], 0, 0.9],
    [[0, 0.01], 0.03, 0.031],
    [[0, null], 0, 1e-9],
    [[null, null], 0, 1e-9],
    [[null, 0, 0.01], 0.03, 0.031],
  ])('runs that end at 0 with repetitions at %j leave room up to %d', (repetitions, most, more) => {
    const old = { ...train(1, 0.5, 0), ...repeated(...repetitions) };
    expect(judged(old, train(1, 0.5, most))[0]).not.toBe('failed');
    expect(judged(old, train(1, 0.5, more))[0]).toBe('failed');
    expect(judged(old, train(1, 0.5, null), { loss: 9, absolute: 9 })[0]).toBe('failed');
  });

  test('runs that are not deterministic may reach their target later, and must not lose it', () => {
    const old: Partial<Run> = { ...train(1, 0.4), ...repeated(0.4), status: 'target-reached' };
    const later = judged(old, { ...train(1, 0.402, 0.4), status: 'target-reached' });
    expect(later[0]).toBe('note');
    expect(later).toContain('note: target reached at epoch 1 → 2');
    expect(judged(old, train(1, 0.402, 0.401))[0]).toBe('failed');
  });

  test('hogwild runs of one worker are compared at every point, to the last bit', () => {
    const alone = makeRun({}, { execution: 'hogwild', workers: 1 });
    const old = { ...train(1, 0.5, 0.4), ...repeated(0.4, 0.41), configuration: alone.configuration };
    expect(judged(old, train(1, 0.5000000000000001, 0.4))[0]).toBe('failed');
    expect(judged(old, train(1, 0.5, 0.4))[0]).toBe('ok');
  });
});

describe('the orders of a check', () => {
  const visiting = (id: string, order: string) => stored(id, makeRun({ id }, { order }));

  test("a baseline run of one order is missing if the candidate has the baseline's other order alone", () => {
    const both = [visiting('1', 'shuffle'), visiting('2', 'replacement')];
    expect(checkRuns(both, [visiting('2', 'replacement')], STRICT).verdicts.map(({ verdict }) => verdict)).toEqual([
      'missing',
      'ok',
    ]);
    expect(() => checkRuns([visiting('1', 'shuffle')], [visiting('2', 'replacement')], STRICT)).toThrow(
      'run-1 visits the rows in order shuffle, and run-2 in order replacement',
    );
  });
});

test('differing versions of adabatch are counted', () => {
  const made = (id: string, adabatch: string) => stored(id, { environment: { ...makeRun().environment, adabatch } });
  const old = [made('1', '0.1.0'), made('2', '0.1.0'), made('3', '0.0.1'), made('4', '0.0.1')];
  const candidates = [made('1', '0.2.0'), made('2', '0.2.0'), made('3', '0.2.0'), made('4', '0.0.1')];
  const { versions, passed } = checkRuns(old, candidates, { ...STRICT, exact: true });
  expect(passed).toBe(true);
  expect(versions).toEqual([
    { baseline: '0.1.0', candidate: '0.2.0', runs: 2 },
    { baseline: '0.0.1', candidate: '0.2.0', runs: 1 },
  ]);
});
