import { expect, test } from 'vitest';
import { evaluationText } from '../../../src/report/evaluation/text.js';
import type { Evaluation } from '../../../src/results/evaluation.js';

const regression: Evaluation = {
  schema: 'adabatch/evaluation@1',
  model: { sha256: 'f00', run: 'x', dataset: 'houses\u001b[31m', loss: 'squared' },
  dataset: { name: 'new\nhouses.csv', rows: 1234, nonzeros: 5000, sha256: 'f01' },
  ...{ ignoredValues: 0, positive: null, positiveRows: null, loss: 0.5, error: null, auc: null },
  ...{ precision: null, recall: null, calibration: null, rmse: 1, r2: null },
};

test('an evaluation of numbers has RMSE and R², and no name of others reaches the terminal raw', () => {
  expect(evaluationText(regression)).toBe(`\
new\\nhouses.csv, by a model of houses\\u001b[31m, squared loss
rows       1234
loss       0.500000
RMSE       1.00000
R²         —
`);
});
