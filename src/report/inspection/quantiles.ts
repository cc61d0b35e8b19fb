import type { Inspection, Quantiles } from '../../results/inspection.js';
import { rounded } from '../../util/text.js';
import { plainTable } from '../table.js';

/** The distributions over rows and features, one per line. */
export function quantileTable({ rows, features, labels }: Inspection): string {
  const distributions: [string, Quantiles | null][] = [
    ['label of a row', labels.quantiles],
    ['non-zeros of a row', rows.nonzeros],
    ['norm of a row', rows.normalised ? null : rows.norms],
    ['p_k, share of rows with a feature', features.frequencies],
  ];
  const known = distributions.filter((entry): entry is [string, Quantiles] => entry[1] !== null);
  return plainTable(
    ['', 'min', '10 %', '25 %', 'median', '75 %', '90 %', 'max'],
    known.map(([name, { min, q10, q25, median, q75, q90, max }]) => [
      name,
      ...[min, q10, q25, median, q75, q90, max].map((value) => rounded(value, 3)),
    ]),
    ['left'],
  );
}
