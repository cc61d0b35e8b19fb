import { adabatch } from '../../rules/adabatch.js';
import { mean } from '../../rules/mean.js';
import type { Claim } from '../claim.js';

/** Claim 1: the rule and the mean differ in one line. */
export const fewLines: Claim = {
  name: '1',
  title: 'A few lines',
  statement: 'It takes a few lines to turn mini-batch SGD into AdaBatch.',
  source: 'the paper',
  criterion: 'The weight that a rule gives a summed gradient is a line of the source; the two are shown as they run.',
  isTimed: false,
  isOfNoData: true,
  runs: () => [],
  judge: () => ({
    findings: [
      {
        about: '',
        verdict: 'holds',
        batch: null,
        reason: 'One line differs; beside it, the samples of a batch that have a feature are counted.',
        remarks: [],
        table: {
          columns: ['rule', 'weight of the summed gradient', 'file'],
          rows: [mean, adabatch].map((rule) => [rule.name, rule.weight.toString(), `src/rules/${rule.name}.ts`]),
        },
      },
    ],
    figures: [],
  }),
};
