import { type Cell, csvLine } from '../../results/csv.js';
import type { ClaimVerdicts } from '../../results/verdicts.js';

/** The tables that a claim's verdicts follow from, one below the other, as CSV with every digit. */
export function claimCsv({ findings }: Pick<ClaimVerdicts, 'findings'>): string {
  const [columns] = findings.map(({ table }) => table.columns).filter(({ length }) => length > 0);
  const head = ['dataset', 'dataset_sha256', 'about', ...(columns ?? []).map((title) => columnName(title))];
  const lines = findings.flatMap(({ dataset, about, table }) =>
    table.rows.map((row): Cell[] => [dataset?.name ?? null, dataset?.sha256 ?? null, about, ...row]),
  );
  return [head, ...lines].map(csvLine).join('');
}

/** `excess %` as `excess_percent`. */
function columnName(title: string): string {
  return title.replace('%', 'percent').replaceAll(/\W+/g, '_').toLowerCase();
}
