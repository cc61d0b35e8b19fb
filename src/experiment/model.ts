import type { Dataset } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { Problem } from '../objective/problem.js';
import { type FeatureWeight, type Model, writeModel } from '../results/model.js';
import type { Run } from '../results/schema.js';
import type { FeatureColumns } from './feature-columns.js';
import type { Observer } from './request.js';
import type { Posed } from './session.js';

/** Writes the weights of a problem as the model that a run came to. Throws a UserError where the file cannot be written. */
export async function saveModel(file: string, { problem, columns, data }: Posed, run: Run): Promise<void> {
  const { memory, weights: address, features, regularised, bias } = problem;
  const weights = memory.f64(address, features);
  const header = { run: run.id, dataset: run.dataset.name, loss: run.configuration.loss };
  const constant = bias ? (weights[regularised] as number) : 0;
  await writeModel(file, { ...header, bias: constant }, nonzeros(weights, columns, data.dataset));
}

/** Whether a model of the weights could be read again. */
export function hasFiniteWeights({ memory, weights, features }: Problem): boolean {
  return memory.f64(weights, features).every(Number.isFinite);
}

/** The weights that are not zero, in the order of their features. */
function* nonzeros(weights: Float64Array, columns: FeatureColumns, dataset: Dataset): Generator<FeatureWeight> {
  for (const feature of columns.features.toSorted()) {
    const weight = weights[columns.columnOf(feature) as number] as number;
    if (weight !== 0) yield { feature: dataset.columns?.features[feature] ?? feature + dataset.indexBase, weight };
  }
}

/** Makes a function that says which feature of a dataset a model means; below 0 or beyond its features where it lacks it. */
function featurePositions({ columns, indexBase }: Dataset): (feature: number | string) => number {
  const byName = new Map(columns?.features.map((name, k) => [name, k]));
  return (feature) => {
    if (typeof feature === 'string') return byName.get(feature) ?? -1;
    return columns ? -1 : feature - indexBase;
  };
}

/**
 * Sets the weights of a problem to those of a model; those of features that do not occur are left out.
 * @throws UserError where the model has a constant term that the problem lacks
 */
export function startFrom(model: Model, { problem, columns, data: { dataset } }: Posed, observer: Observer): void {
  const { file, header, weights } = model;
  if (header.bias !== 0 && !problem.bias) {
    throw new UserError(`${file}: the model has a constant term`, 'Give --bias, so that the run has one too');
  }
  const target = problem.memory.f64(problem.weights, problem.features);
  const positionOf = featurePositions(dataset);
  let foreign = 0;
  for (const { feature, weight } of weights) {
    const column = columns.columnOf(positionOf(feature));
    if (column === undefined) foreign++;
    else target[column] = weight;
  }
  if (problem.bias) target[problem.regularised] = header.bias;
  if (header.loss !== problem.loss.name) observer.note(`${file}: the model was made with the ${header.loss} loss`);
  if (foreign > 0) observer.note(`${file}: ${foreign} weights of features that ${dataset.name} lacks were left out`);
}
