import { areConvertedApart } from '../data/data-plan.js';
import type { Dataset } from '../data/dataset.js';
import type { ReadOptions } from '../data/formats/read.js';
import type { UserFormat } from '../data/formats/user-format.js';
import { readDataset, readTestDataset } from '../data/open.js';
import { setting } from '../util/setting.js';
import { type FeatureColumns, featureColumns } from './feature-columns.js';
import type { Observer } from './observer.js';

/** A dataset and where it was read from. */
interface Kept {
  source: string;
  dataset: Dataset;
}

/** The dataset to train on, and what runs on it share. */
interface KeptTrain extends Kept {
  /** Everything that was asked for. */
  key: string;
  /** Its columns, once they were asked for: finding them takes a pass. */
  columns?: FeatureColumns;
}

/** The datasets read last, one to train on and one to test on, which successive runs share. */
export class DatasetCache {
  #train: KeptTrain | undefined;
  #test: Kept | undefined;

  /** Reads a dataset, or returns the last one if it is the same. Throws as readDataset does. */
  async read(source: string, format: ReadOptions, observer: Observer): Promise<Dataset> {
    const key = JSON.stringify([source, format]);
    if (this.#train?.key === key) return this.#train.dataset;
    await this.close();
    const dataset = await readDataset(source, { ...format, ...reading(observer) });
    this.#train = { key, source, dataset };
    tell(dataset, observer);
    return dataset;
  }

  /** The columns of the dataset that was read last, or of another one. Throws as featureColumns does. */
  async columnsOf(dataset: Dataset): Promise<FeatureColumns> {
    if (this.#train?.dataset !== dataset) return featureColumns(dataset);
    this.#train.columns ??= await featureColumns(dataset);
    return this.#train.columns;
  }

  /** Reads held-out data for the dataset that was read last, or returns the last one if it is the same. */
  async readTest(source: string, train: Dataset, format: UserFormat, observer: Observer): Promise<Dataset> {
    if (this.#test?.source === source) return this.#test.dataset;
    await this.#closeTest();
    const dataset = await readTestDataset(source, train, { ...format, ...reading(observer) });
    this.#test = { source, dataset };
    tell(dataset, observer);
    if (this.#train) await warnOfApart(this.#train.source, source, observer);
    return dataset;
  }

  /** Releases the datasets. */
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

/** Hands on the remarks on a dataset that was read. */
function tell({ notes, warnings }: Dataset, observer: Observer): void {
  notes.forEach(observer.noteOnce);
  warnings.forEach(observer.warn);
}

function reading({ signal, reading }: Observer): ReadOptions {
  return { signal, onProgress: reading };
}

/** Warns of two files that were converted separately, so that the same value may have different numbers in them. */
async function warnOfApart(train: string, test: string, { signal, warn }: Observer): Promise<void> {
  if (!(await areConvertedApart(train, test, signal))) return;
  warn(
    `${test} was not converted as ${train} was, and numbers features or labels otherwise: convert it ${setting('like')} ${train}`,
  );
}
