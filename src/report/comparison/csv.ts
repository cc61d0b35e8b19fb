import type { Comparison } from '../../results/comparison/compare.js';
import { type ComparedGroup, type ComparedRow, objectiveKeys, rowKeys } from '../../results/comparison/rows.js';
import type { Spread } from '../../results/comparison/spread.js';
import { type Cell, columnName, configurationCell, csvLine } from '../../results/csv.js';

type CellOf = (row: ComparedRow, group: ComparedGroup) => Cell;

const COLUMNS: [string, CellOf][] = [
  ['dataset', (_, { dataset }) => dataset.name],
  ['dataset_sha256', (_, { dataset }) => dataset.sha256],
  ...objectiveKeys.map((key): [string, CellOf] => [
    columnName(key),
    (_, { objective }) => configurationCell(objective[key]),
  ]),
  // Leaves out the step size, which is in the step_size columns for every row.
  ...rowKeys
    .filter((key) => key !== 'stepSize')
    .map((key): [string, CellOf] => [columnName(key), ({ keys }) => keys[key]]),
  ['seeds', ({ seeds }) => seeds],
  ...spreadColumns('step_size', ({ stepSize }) => stepSize),
  ['steps_given', ({ stepsGiven }) => stepsGiven],
  ['step_at_edge', ({ stepAtEdge }) => stepAtEdge],
  ...spreadColumns('final_loss', ({ finalLoss }) => finalLoss),
  ...spreadColumns('final_suboptimality', ({ finalSuboptimality }) => finalSuboptimality),
  ['excess', ({ excess }) => number(excess?.value ?? null)],
  ['excess_standard_error', ({ excess }) => number(excess?.standardError ?? null)],
  ...spreadColumns('epochs_to_target', ({ epochsToTarget }) => epochsToTarget),
  ...spreadColumns('passes_to_target', ({ passesToTarget }) => passesToTarget),
  ...spreadColumns('seconds_to_target', ({ secondsToTarget }) => secondsToTarget),
  ...spreadColumns('epoch_seconds', ({ epochSeconds }) => epochSeconds),
  ['speed_up', ({ speedUp }) => speedUp],
  ['contended', ({ contended }) => contended],
  ['baseline_ratio', ({ baselineRatio }) => number(baselineRatio)],
  [
    'statuses',
    ({ statuses }) =>
      Object.entries(statuses)
        .map(([status, count]) => `${count} ${status}`)
        .join(' '),
  ],
  ['runs', ({ runs }) => runs.join(' ')],
];

/** A comparison as one long CSV table. A value that was never reached is `inf`; an unknown one is empty. */
export function comparisonCsv({ groups }: Comparison): string {
  const lines = groups.flatMap((group) => group.rows.map((row) => COLUMNS.map(([, cell]) => cell(row, group))));
  return [COLUMNS.map(([name]) => name), ...lines].map(csvLine).join('');
}

function spreadColumns(name: string, figure: (row: ComparedRow) => Spread | null): [string, CellOf][] {
  return [
    [name, (row) => number(figure(row)?.median ?? null)],
    [`${name}_min`, (row) => number(figure(row)?.min ?? null)],
    [`${name}_max`, (row) => number(figure(row)?.max ?? null)],
  ];
}

function number(value: number | null): Cell {
  return value === null || Number.isFinite(value) ? value : 'inf';
}
