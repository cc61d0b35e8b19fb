import { type Dataset, type DatasetOptions, readDataset, readTestDataset } from '../data/dataset.js';
import type { UserFormat } from '../data/readers/user-format.js';
import { featureRanges } from '../data/statistics.js';
import { unevenUnits } from '../data/units.js';
import type { Observer } from './request.js';

/** A dataset and what it was asked for as. */
interface Kept {
  key: string;
  dataset: Dataset;
}

/** The datasets that were read last, one to train on and one to test on: runs that follow each other share them. */
export class Shelf {
  #train: Kept | undefined;
  #test: Kept | undefined;

  /** Reads a dataset, or gives the last one if that is the same. Throws as readDataset does. */
  async read(source: string, format: DatasetOptions, observer: Observer): Promise<Dataset> {
    const key = JSON.stringify([source, format]);
    if (this.#train?.key === key) return this.#train.dataset;
    await this.close();
    const dataset = await readDataset(source, { ...format, ...reading(observer) });
    this.#train = { key, dataset };
    tell(dataset, observer);
    if (dataset.columns) await warnOfUnits(dataset, observer);
    return dataset;
  }

  /** Reads held-out data for the dataset that was read last, or gives the last one if that is the same. */
  async readTest(source: string, train: Dataset, format: UserFormat, observer: Observer): Promise<Dataset> {
    if (this.#test?.key === source) return this.#test.dataset;
    await this.#closeTest();
    const dataset = await readTestDataset(source, train, { ...format, ...reading(observer) });
    this.#test = { key: source, dataset };
    tell(dataset, observer);
    return dataset;
  }

  /** Lets go of the datasets. */
  async close(): Promise<void> {
    await this.#closeTest();
    await this.#train?.dataset.close();
    this.#train = undefined;
  }

  async #closeTest(): Promise<void> {
    await this.#test?.dataset.close();
    this.#test = undefined;
  }
}

/** Says what is to be said of a dataset that was read. */
function tell({ notes, warnings }: Dataset, observer: Observer): void {
  notes.forEach(observer.note);
  warnings.forEach(observer.warn);
}

/** Columns of a table often have units of their own; the features of a LIBSVM file were made to be learnt from. */
async function warnOfUnits(dataset: Dataset, { signal, warn }: Observer): Promise<void> {
  const uneven = unevenUnits(dataset, await featureRanges(dataset, signal));
  if (uneven !== undefined) warn(`${uneven}, and no step size suits both`);
}

function reading({ signal, reading }: Observer): DatasetOptions {
  return { signal, onProgress: reading };
}
