import type { Dataset } from '../data/dataset.js';
import { formatOf, refuseForeignOptions } from '../data/formats/user-format.js';
import { describeClasses, distinctLabels, findClasses } from '../data/labels.js';
import { readDataset } from '../data/open.js';
import { type RowStatistics, rowStatistics } from '../data/statistics.js';
import type { Observer } from '../experiment/observer.js';
import type { Inspection, Quantiles } from '../results/inspection.js';
import { type BatchSource, findDifference, inspectBatch } from './batches.js';
import { type FrequencyGroup, groupByCount } from './frequencies.js';
import { inspectLabels } from './labels.js';
import { mapQuantiles, positiveQuantiles, quantilesOf, weightedQuantiles } from './quantiles.js';
import type { InspectionRequest } from './request.js';
import { inspectSmoothness } from './smoothness.js';
import { findWarnings } from './warnings.js';

/** How far a norm may be from 1, since values are often written with few digits. */
const NORM_TOLERANCE = 1e-3;

/**
 * Reads a dataset and collects what is useful to know before training on it.
 * @throws UserError for bad input; an AbortError if the observer's signal is aborted
 */
export async function inspect(
  request: InspectionRequest,
  observer: Pick<Observer, 'signal' | 'note' | 'warn' | 'reading'>,
): Promise<Inspection> {
  const reading = { signal: observer.signal, onProgress: observer.reading };
  const dataset = await readDataset(request.dataset, { ...formatOf(request), ...reading });
  try {
    dataset.notes.forEach(observer.note);
    dataset.warnings.forEach(observer.warn);
    refuseForeignOptions(request, dataset);
    noteClasses(dataset, request, observer);
    const statistics = await rowStatistics(dataset, observer.signal);
    const facts = await gatherFacts(request, dataset, statistics);
    return { ...facts, warnings: findWarnings({ facts, request, dataset, statistics }) };
  } finally {
    await dataset.close();
  }
}

/** Says which label would be +1, if there are two. */
function noteClasses(dataset: Dataset, { loss }: InspectionRequest, { note }: Pick<Observer, 'note'>): void {
  if (loss.labels !== 'classes' || distinctLabels(dataset).length !== 2) return;
  note(describeClasses(dataset, findClasses(dataset, undefined)));
}

async function gatherFacts(
  request: InspectionRequest,
  dataset: Dataset,
  statistics: RowStatistics,
): Promise<Omit<Inspection, 'warnings'>> {
  const { name, rows, features, nonzeros, sha256, columns, indexBase } = dataset;
  const groups = groupByCount(statistics.counts, rows);
  const smoothness = await inspectSmoothness(dataset, statistics, request);
  const batches = [...new Set(request.batches.map((batch) => Math.min(batch, rows)))];
  const source = { groups, rows, smoothness };
  return {
    schema: 'adabatch/data-info@1',
    dataset: { name, rows, features, nonzeros, sha256 },
    density: features === 0 ? 0 : nonzeros / rows / features,
    indexBase: columns ? null : indexBase,
    indexBaseFrom: columns ? null : request.indexBase === undefined ? 'detected' : 'given',
    labels: inspectLabels(dataset),
    values: { range: statistics.range ?? null, distinct: statistics.distinctValues ?? null },
    rows: inspectRows(dataset, statistics),
    features: inspectFeatures(source, features - statistics.features.length),
    smoothness,
    batches: groups.length > 0 ? batches.map((batch) => inspectBatch(source, batch)) : [],
    differsFrom: groups.length > 0 ? findDifference(source) : null,
  };
}

function inspectRows({ lengths }: Dataset, { squaredNorms, duplicates }: RowStatistics): Inspection['rows'] {
  const squares = positiveQuantiles(squaredNorms);
  const norms = squares && mapQuantiles(squares, Math.sqrt);
  const isUnit = (norm: number) => Math.abs(norm - 1) <= NORM_TOLERANCE;
  return {
    withoutFeatures: lengths.reduce((empty, length) => (length === 0 ? empty + 1 : empty), 0),
    duplicates,
    nonzeros: quantilesOf(lengths.slice()),
    norms,
    normalised: norms !== null && isUnit(norms.min) && isUnit(norms.max),
  };
}

function inspectFeatures({ groups, rows }: BatchSource, neverActive: number): Inspection['features'] {
  const featuresOf = (wanted: number) => groups.find(({ count }) => count === wanted)?.features ?? 0;
  return {
    neverActive,
    activeOnce: featuresOf(1),
    activeInEveryRow: featuresOf(rows),
    frequencies: groups.length > 0 ? frequencyQuantiles(groups, rows) : null,
  };
}

function frequencyQuantiles(groups: readonly FrequencyGroup[], rows: number): Quantiles {
  const ascending = groups.toReversed();
  return weightedQuantiles(
    ascending.map(({ count }) => count / rows),
    ascending.map(({ features }) => features),
  );
}
