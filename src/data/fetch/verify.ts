import { UserError } from '../../errors.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Dataset } from '../dataset.js';

const FIGURES = [
  ['rows', 'rows'],
  ['features', 'features'],
  ['nonzeros', 'non-zeros'],
] as const;
const MANY = 5;

/**
 * Compares a dataset with what the catalogue says of it: its figures, and of two classes the labels.
 * @throws UserError that says what is expected and what was found
 */
export function verify(entry: CatalogueEntry, dataset: Dataset): void {
  const wrong = FIGURES.filter(([figure]) => (entry[figure] ?? dataset[figure]) !== dataset[figure]).map(
    ([figure, title]) => `${dataset[figure]} ${title} in place of ${entry[figure]}`,
  );
  if (entry.labels) {
    const { negative, positive } = entry.labels;
    const found = labelsOf(dataset);
    if (found.some((label) => label !== String(negative) && label !== String(positive))) {
      wrong.push(`the labels ${found.slice(0, MANY).join(', ')} in place of ${negative} and ${positive}`);
    }
  }
  if (wrong.length > 0) throw new UserError(`there are ${wrong.join(', ')}`);
}

function labelsOf({ labels, labelNames }: Dataset): string[] {
  return [...new Set(labels)].map((label) => labelNames?.[label] ?? String(label)).sort();
}
