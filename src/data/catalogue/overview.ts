import { readCatalogue } from './catalogue.js';
import type { CatalogueEntry } from './entry.js';
import { datasetFolder, type FetchedRecord, isThere, readRecord } from './fetched.js';

/** A dataset of the catalogue with what is known of it on this machine. */
export interface Overview extends CatalogueEntry {
  /** Non-zeros as a share of rows × features, if these are known. */
  density: number | undefined;
  /** The record of the fetch, if it was fetched. */
  fetched: FetchedRecord | undefined;
}

/** All datasets of the catalogue, by name. Figures that it lacks come from the fetched file, if there is one. */
export async function overview(): Promise<Overview[]> {
  return Promise.all((await readCatalogue()).map(overviewOf));
}

async function overviewOf(entry: CatalogueEntry): Promise<Overview> {
  const fetched = await recordOf(entry.name);
  const { rows, features, nonzeros } = { ...fetched, ...entry };
  const density = (nonzeros as number) / ((rows as number) * (features as number));
  return { ...entry, rows, features, nonzeros, density: Number.isNaN(density) ? undefined : density, fetched };
}

async function recordOf(name: string): Promise<FetchedRecord | undefined> {
  // Without a cache folder, nothing was fetched.
  const folder = await datasetFolder(name).catch(() => undefined);
  const record = folder && (await readRecord(folder));
  return record && (await isThere(folder, record)) ? record : undefined;
}
