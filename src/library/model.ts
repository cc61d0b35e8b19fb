import { evaluate as evaluateModel } from '../evaluation/evaluate.js';
import { type PredictionRequest, predict as predictRows } from '../evaluation/predict.js';
import type { ModelRequest } from '../evaluation/request.js';
import type { Evaluation } from '../results/evaluation.js';
import { observerOf } from './observer.js';
import type { WorkOptions } from './run.js';

/**
 * Measures a model on data, which have the labels and the format of its training data.
 * @throws UserError for bad input; an AbortError if the signal of the observer is aborted
 */
export async function evaluate(
  request: ModelRequest,
  { observer }: Pick<WorkOptions, 'observer'> = {},
): Promise<Evaluation> {
  return evaluateModel(request, observerOf(observer));
}

/**
 * Scores the rows of data by a model, in their order, some at a time: memory is bounded whatever the size of the data.
 * @throws UserError for bad input, once the reading comes to it; an AbortError if the signal of the observer is aborted
 */
export function predict(
  request: PredictionRequest,
  { observer }: Pick<WorkOptions, 'observer'> = {},
): AsyncGenerator<Float64Array, void, void> {
  return predictRows(request, observerOf(observer));
}
