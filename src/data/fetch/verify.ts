import { UserError } from '../../util/errors.js';
import { listed } from '../../util/text.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Dataset } from '../dataset.js';
import { distinctLabels } from '../labels.js';

const FIGURES = [
  ['rows', 'rows'],
  ['features', 'features'],
  ['nonzeros', 'non-zeros'],
] as const;

/**
 * Compares a dataset with its entry in the catalogue: its figures, its labels if there are two classes, and the sha256
 * of its rows if that is known.
 * @throws UserError that says what was expected and what was found
 */
export function verify(entry: CatalogueEntry, dataset: Dataset): void {
  const wrong = FIGURES.filter(([figure]) => (entry[figure] ?? dataset[figure]) !== dataset[figure]).map(
    ([figure, title]) => `${dataset[figure]} ${title} in place of ${entry[figure]}`,
  );
  if (entry.labels) {
    const { negative, positive } = entry.labels;
    const found = distinctLabels(dataset);
    if (found.some((label) => label !== String(negative) && label !== String(positive))) {
      wrong.push(`the labels ${listed(found)} in place of ${negative} and ${positive}`);
    }
  }
  const { rowsSha256 = dataset.sha256 } = entry;
  if (wrong.length === 0 && dataset.sha256 !== rowsSha256) {
    wrong.push(`rows of the sha256 ${dataset.sha256} in place of ${rowsSha256}`);
  }
  if (wrong.length > 0) throw new UserError(`there are ${wrong.join(', ')}`);
}
