import type { Inspection } from '../../results/inspection.js';
import { listed, percent, rounded, wrapped } from '../../util/text.js';

const NAME_WIDTH = 12;

/** The facts that are single figures, one per line. */
export function factLines(inspection: Inspection): string {
  const { dataset, rows } = inspection;
  const facts = [
    ['rows', `${dataset.rows}${rows.withoutFeatures > 0 ? `, ${rows.withoutFeatures} without features` : ''}`],
    ['duplicates', String(rows.duplicates)],
    ['features', features(inspection)],
    ['non-zeros', `${dataset.nonzeros}, ${percent(inspection.density)} of the matrix`],
    ['values', values(inspection)],
    ['labels', labels(inspection)],
    ['smoothness', smoothness(inspection)],
  ] as const;
  const lines = facts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => wrapped(name.padEnd(NAME_WIDTH) + text, NAME_WIDTH));
  return [dataset.name, ...lines].join('\n');
}

function features({ dataset, indexBase, indexBaseFrom, features: found }: Inspection): string {
  const parts = [
    `${dataset.features}${indexBase === null ? '' : ` from index ${indexBase} (${indexBaseFrom})`}`,
    `${found.neverActive} never occur`,
    `${found.activeOnce} once`,
    `${found.activeInEveryRow} in every row`,
  ];
  return parts.join(', ');
}

function values({ values: { range, distinct }, rows: { normalised } }: Inspection): string {
  if (range === null) return '';
  const all = distinct === null ? `from ${rounded(range.min)} to ${rounded(range.max)}` : distinct.join(', ');
  const sign = range.min > 0 ? ', none below 0' : '';
  return `${distinct?.length === 1 ? `all ${all}` : `${all}${sign}`}${normalised ? ', all rows of norm 1' : ''}`;
}

function labels({ labels: { distinct, counts, quantiles }, dataset }: Inspection): string {
  if (distinct === null) return `more than a hundred${quantiles ? `, from ${quantiles.min} to ${quantiles.max}` : ''}`;
  return listed(counts.map(({ label, rows }) => `${label} (${percent(rows / dataset.rows)})`));
}

function smoothness({ smoothness: found, dataset }: Inspection): string {
  if (found === null) return '';
  const { loss, bias, sample, mean, meanFromRows } = found;
  const isEstimate = meanFromRows < dataset.rows;
  const known = isEstimate
    ? `L_f about ${rounded(mean ?? 0, 2)} (from ${meanFromRows} rows)`
    : `L_f = ${rounded(mean ?? 0)}`;
  return `L = ${rounded(sample)}, ${mean === null ? 'L_f unknown' : known}, ${loss} loss${bias ? ' with a bias' : ''}`;
}
