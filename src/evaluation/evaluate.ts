import { variance } from 'simple-statistics';
import type { Dataset } from '../data/dataset.js';
import { formatOf, refuseForeignOptions } from '../data/formats/user-format.js';
import { classify, describeClasses, numericLabels } from '../data/labels.js';
import { readTestDataset } from '../data/open.js';
import { lossAt, measure, probabilityAt, type Weighted } from '../objective/problem.js';
import type { Evaluation } from '../results/evaluation.js';
import { finiteOrNull } from '../util/finite.js';
import { calibrate } from './calibration.js';
import { type ModelInUse, openModel } from './model-in-use.js';
import { areaUnderCurve, precisionAndRecall, Ranking } from './ranking.js';
import type { ModelObserver, ModelRequest } from './request.js';
import { remarkAbsent, Scorer } from './scorer.js';

type Measures = Omit<Evaluation, 'schema' | 'model' | 'dataset' | 'ignoredValues'>;

/**
 * Measures a model on data, which have the labels and the format of its training data.
 * @throws UserError for bad input; an AbortError if the observer's signal is aborted
 */
export async function evaluate(request: ModelRequest, observer: ModelObserver): Promise<Evaluation> {
  const { signal, reading: onProgress } = observer;
  const model = await openModel(request.model, signal);
  const format = formatOf(request);
  refuseForeignOptions(format, model.space);
  const dataset = await readTestDataset(request.dataset, model.space, { ...format, signal, onProgress });
  try {
    dataset.notes.forEach(observer.note);
    dataset.warnings.forEach(observer.warn);
    return await evaluateOn(dataset, model, observer);
  } finally {
    await dataset.close();
  }
}

async function evaluateOn(dataset: Dataset, model: ModelInUse, observer: ModelObserver): Promise<Evaluation> {
  const { classes, sha256, header } = model;
  const { name, rows, nonzeros } = dataset;
  const labels = classes ? classify(dataset, classes) : numericLabels(dataset);
  if (classes) observer.note(describeClasses(dataset, classes));
  const scorer = await Scorer.start(model);
  const { matrix, absent } = await scorer.place({ source: dataset, labels });
  observer.signal.throwIfAborted();
  remarkAbsent({ name, values: nonzeros, absent }, observer);
  const measured = measure(scorer.weighted, matrix);
  const margins = scorer.margins(matrix, name);
  return {
    schema: 'adabatch/evaluation@1',
    model: { sha256, run: header.run, dataset: header.dataset, loss: header.loss },
    dataset: { name, rows, nonzeros, sha256: dataset.sha256 },
    ignoredValues: absent,
    ...(classes
      ? measureClasses(measured, classes.positive, new Ranking(margins, labels), scorer.weighted)
      : measureNumbers(measured, labels)),
  };
}

type Measured = ReturnType<typeof measure>;

function measureClasses(
  { meanLoss, error }: Measured,
  positive: string[],
  ranking: Ranking,
  weighted: Weighted,
): Measures {
  const meaning = {
    probability: (margin: number) => probabilityAt(weighted, margin),
    loss: (margin: number, label: number) => lossAt(weighted, margin, label),
  };
  return {
    ...{ positive, positiveRows: ranking.positives.length },
    ...{ loss: finiteOrNull(meanLoss), error, auc: areaUnderCurve(ranking), ...precisionAndRecall(ranking) },
    calibration: weighted.loss.hasProbabilities ? calibrate(ranking, meaning) : null,
    ...{ rmse: null, r2: null },
  };
}

/** The squared loss is ½(m − y)². */
function measureNumbers({ meanLoss }: Measured, labels: Float64Array): Measures {
  const areEqual = labels.every((label) => label === labels[0]);
  return {
    ...{ positive: null, positiveRows: null, loss: finiteOrNull(meanLoss), error: null },
    ...{ auc: null, precision: null, recall: null, calibration: null },
    rmse: finiteOrNull(Math.sqrt(2 * meanLoss)),
    r2: areEqual ? null : finiteOrNull(1 - (2 * meanLoss) / variance(Array.from(labels))),
  };
}
