import type { Decile, Evaluation } from '../../results/evaluation.js';
import { joined, percent, significant, wrapped } from '../../util/text.js';
import { shown } from '../../util/visible.js';
import { plainTable } from '../table.js';

const NAME_WIDTH = 11;
/** Of a measure that the data do not have. */
const NONE = '—';

/** An evaluation for the terminal: a line a measure, and the table of the deciles. */
export function evaluationText(found: Evaluation): string {
  const evaluation = shown(found);
  const { dataset, model, calibration } = evaluation;
  const title = wrapped(`${dataset.name}, by a model of ${model.dataset}, ${model.loss} loss`);
  const measures = measuresOf(evaluation).map(([name, text]) => wrapped(name.padEnd(NAME_WIDTH) + text, NAME_WIDTH));
  const sections = [[title, ...measures].join('\n'), ...(calibration ? [calibrationTable(calibration), LEGEND] : [])];
  return `${sections.join('\n\n')}\n`;
}

function measuresOf(evaluation: Evaluation): [name: string, text: string][] {
  const { positive, loss, error, auc, precision, recall, rmse, r2 } = evaluation;
  const common: [string, string][] = [
    ['rows', rowsOf(evaluation)],
    ['loss', figure(loss)],
  ];
  if (!positive) return [...common, ['RMSE', figure(rmse)], ['R²', share(r2)]];
  const shares: [string, number | null][] = [
    ['error', error],
    ['AUC', auc],
    ['precision', precision],
    ['recall', recall],
  ];
  return [...common, ...shares.map(([name, value]): [string, string] => [name, share(value)])];
}

function rowsOf({ dataset: { rows }, positive, positiveRows }: Evaluation): string {
  if (!positive || positiveRows === null) return String(rows);
  return joined(String(rows), `${positiveRows} of them +1 (${percent(positiveRows / rows)})`);
}

const LEGEND = wrapped(
  'Deciles: tenths of the rows by probability, where equal ones stay together. positive: the share of rows that are +1.',
);

function calibrationTable(deciles: readonly Decile[]): string {
  return plainTable(
    ['decile', 'rows', 'mean probability', 'positive', 'log-loss'],
    deciles.map(({ decile, rows, meanProbability, positiveShare, logLoss }) => [
      ...[String(decile), String(rows)],
      ...[share(meanProbability), share(positiveShare), significant(logLoss)],
    ]),
  );
}

function figure(value: number | null): string {
  return value === null ? NONE : significant(value);
}

function share(value: number | null): string {
  return value === null ? NONE : value.toFixed(5);
}
