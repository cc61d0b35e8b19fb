import { type Cell, csvLine } from '../../results/csv.js';
import type { ClaimVerdicts } from '../../results/verdicts.js';

/** The tables that a claim's verdicts follow from, one below the other, as CSV with every digit. */
export function claimCsv({ findings }: Pick<ClaimVerdicts, 'findings'>): string {
  const [columns] = findings.map(({ table }) => table.columns).filter(({ length }) => length > 0);
  const head = ['dataset', 'dataset_sha256', 'about', ...(columns ?? []).map((title) => title.replaceAll(/\W+/g, '_'))];
  const lines = findings.flatMap(({ dataset, about, table }) =>
    table.rows.map((row): Cell[] => [dataset.name, dataset.sha256, about, ...row]),
  );
  return [head, ...lines].map(csvLine).join('');
}
