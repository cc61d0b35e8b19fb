import type { Dataset } from '../data/dataset.js';
import type { Classes } from '../data/labels.js';
import type { Problem } from '../objective/problem.js';
import { type FeatureWeight, type Model, type ModelHeader, writeModel } from '../results/model.js';
import type { Run } from '../results/schema.js';
import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { count, listed } from '../util/text.js';
import type { FeatureColumns } from './feature-columns.js';
import type { Observer } from './observer.js';
import type { RunData } from './run-data.js';
import type { LaidProblem } from './session.js';

/** Writes the weights of a problem as the model of a run. Throws a UserError if the file cannot be written. */
export async function saveModel(file: string, { problem, columns, data }: LaidProblem, run: Run): Promise<void> {
  const { memory, weights: address, features, regularised, bias } = problem;
  const weights = memory.f64(address, features);
  const header = {
    ...{ run: run.id, dataset: run.dataset.name, loss: run.configuration.loss },
    bias: bias ? weights[regularised]! : 0,
    trainedOn: describeTraining(data, run),
  };
  await writeModel(file, header, nonzeros(weights, columns, data));
}

type Training = NonNullable<ModelHeader['trainedOn']>;

function describeTraining({ dataset, classes }: RunData, run: Run): Training {
  const { scale, bias } = run.configuration;
  return {
    features: dataset.features,
    ...describeFeatures(dataset),
    ...{ positive: classes?.positive ?? null, negative: classes?.negative ?? null, bias },
    ...(scale && { scale }),
  };
}

function describeFeatures({ indexBase, columns }: Dataset): Pick<Training, 'indexBase' | 'names' | 'columns'> {
  if (!columns) return { indexBase };
  const { features, ...table } = columns;
  return { names: features, columns: table };
}

/** Whether a model with these weights could be read again. */
export function hasFiniteWeights({ memory, weights, features }: Problem): boolean {
  return memory.f64(weights, features).every(Number.isFinite);
}

/** The nonzero weights, in the order of their features. */
function* nonzeros(
  weights: Float64Array,
  columns: FeatureColumns,
  { dataset, divisors }: RunData,
): Generator<FeatureWeight> {
  for (const feature of columns.features.toSorted()) {
    const weight = weights[columns.columnOf(feature) as number]!;
    if (weight === 0) continue;
    const name = dataset.columns?.features[feature] ?? feature + dataset.indexBase;
    yield { feature: name, weight, ...(divisors && { divisor: divisors[feature]! }) };
  }
}

/** Makes a function from a model's feature to its position in a dataset; out of range if the dataset lacks it. */
function featurePositions({ columns, indexBase }: Dataset): (feature: number | string) => number {
  const byName = new Map(columns?.features.map((name, k) => [name, k]));
  return (feature) => {
    if (typeof feature === 'string') return byName.get(feature) ?? -1;
    return columns ? -1 : feature - indexBase;
  };
}

/**
 * Sets the weights of a problem to those of a model. If features are scaled differently from the model's, a weight is
 * converted so that it adds as much to a margin.
 * @throws UserError if the model has a constant term that the problem lacks, or was made on other data
 */
export function startFrom(model: Model, laid: LaidProblem, observer: Observer): void {
  const { problem, data } = laid;
  const { file, header } = model;
  if (header.bias !== 0 && !problem.bias) {
    throw new UserError(
      `${file}: the model has a constant term`,
      `Give ${setting('bias')}, so that the run has one too`,
    );
  }
  refuseEmpty(model);
  refuseOtherBase(model, data.dataset);
  const { occurring, foreign } = placeWeights(model, laid);
  if (model.weights.length > 0 && occurring === 0) refuseForeign(model, data.dataset);
  refuseOtherLabels(model, data.classes);
  if (!header.trainedOn) {
    observer.noteOnce(
      `${file}: the model does not say what index base and labels it was trained on: see that they fit`,
    );
  }
  if (header.loss !== problem.loss.name) observer.note(`${file}: the model was made with the ${header.loss} loss`);
  if (foreign > 0)
    observer.note(`${file}: ${foreign} weights of features that ${data.dataset.name} lacks were left out`);
}

/** Refuses a model whose weights are all 0: the file may have been cut after its first line. */
function refuseEmpty({ file, header, weights }: Model): void {
  if (weights.length > 0 || header.bias !== 0) return;
  throw new UserError(
    `${file}: the model has no weights`,
    `Was the file cut? Leave ${setting('warmStart')} out to start at 0`,
  );
}

/** Sets the weights; returns how many have features that occur in training rows, and how many the data lack. */
function placeWeights(
  { header, weights }: Model,
  { problem, columns, data: { dataset, divisors } }: LaidProblem,
): { occurring: number; foreign: number } {
  const { memory, features, regularised, bias } = problem;
  const target = memory.f64(problem.weights, features);
  const frequencies = memory.f64(problem.frequencies, features);
  const positionOf = featurePositions(dataset);
  const found = { occurring: 0, foreign: 0 };
  for (const { feature, weight, divisor = 1 } of weights) {
    const position = positionOf(feature);
    const column = columns.columnOf(position);
    if (column === undefined) {
      found.foreign++;
      continue;
    }
    target[column] = weight * ((divisors?.[position] ?? 1) / divisor);
    if (frequencies[column]! > 0) found.occurring++;
  }
  if (bias) target[regularised] = header.bias;
  return found;
}

function refuseOtherBase({ file, header }: Model, { name, columns, indexBase: here }: Dataset): void {
  const there = header.trainedOn?.indexBase;
  if (there === undefined || columns || there === here) return;
  throw new UserError(
    `${file}: the model counts features from ${there}, and ${name} from ${here}`,
    `Say ${setting('indexBase')} ${there} if the data does so too, or convert it: adabatch data convert ${setting('toBase')} ${there}`,
  );
}

/** Refuses a label that is of one class in the model and of the other in the data. */
function refuseOtherLabels({ file, header }: Model, classes: Classes | undefined): void {
  const there = header.trainedOn?.positive;
  if (!there || !classes) return;
  const { positive, negative } = classes;
  const isPositive = (label: string) => there.includes(label);
  if (positive.every(isPositive) && !negative.some(isPositive)) return;
  throw new UserError(
    `${file}: +1 is ${listed(there)} for the model, and ${listed(positive)} for this run`,
    `Say the labels that are +1 with ${setting('positive')}, or give them the names that they had: adabatch data convert ${setting('labels')}`,
  );
}

function refuseForeign({ file, weights }: Model, { name, columns }: Dataset): never {
  const called = (byName: boolean) => (byName ? 'a name' : 'an index');
  const [there, here] = [called(typeof weights[0]?.feature === 'string'), called(columns !== undefined)];
  throw new UserError(
    `${file}: none of the model's ${count(weights.length, 'weight')} is of a feature that occurs in ${name}`,
    there === here ? 'Is it the model of other data?' : `A feature has ${there} in the model, and ${here} in the data`,
  );
}
