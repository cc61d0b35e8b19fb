import { formatOf, refuseForeignOptions } from '../data/formats/user-format.js';
import { datasetName, streamUnlabelled } from '../data/open.js';
import type { ReadSummary, RowChunk, RowReader } from '../data/rows.js';
import { probabilityAt } from '../objective/problem.js';
import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { openModel } from './model-in-use.js';
import type { ModelObserver, ModelRequest } from './request.js';
import { remarkAbsent, Scorer } from './scorer.js';

/** What rows are scored by. */
export const scores = ['margin', 'probability'] as const;

/** A model file, data to use it on, and what is wanted. */
export interface PredictionRequest extends ModelRequest {
  /** `margin` if not given; `probability`, that of the label +1, is for the logistic loss. */
  as?: (typeof scores)[number] | undefined;
}

/**
 * Scores the rows of data in the format of a model's training data, in their order; labels are not looked at. It
 * streams: memory is bounded whatever the size of the data.
 * @throws UserError for bad input, once the reading comes to it; an AbortError if the observer's signal is aborted
 */
export async function* predict(
  { model: file, as = 'margin', ...request }: PredictionRequest,
  observer: ModelObserver,
): AsyncGenerator<Float64Array, void, void> {
  const { signal, reading: onProgress } = observer;
  const model = await openModel(file, signal);
  if (as === 'probability' && !model.loss.hasProbabilities) refuseProbability(file, model.loss.name);
  const format = formatOf(request);
  refuseForeignOptions(format, model.space);
  const scorer = await Scorer.start(model);
  const name = datasetName(request.dataset);
  const seen = { rows: 0, name, values: 0, absent: 0 };
  const reader = streamUnlabelled(request.dataset, model.space, { ...format, signal, onProgress });
  for await (const chunk of withEnd(reader, ({ notes }) => notes.forEach(observer.note))) {
    const { matrix, absent } = await scorer.place({ source: sourceOf(chunk), labels: chunk.labels });
    const margins = scorer.margins(matrix, name, seen.rows);
    yield as === 'probability' ? margins.map((margin) => probabilityAt(scorer.weighted, margin)) : margins.slice();
    seen.rows += matrix.rows;
    seen.values += chunk.values.length;
    seen.absent += absent;
  }
  remarkAbsent(seen, observer);
}

function refuseProbability(file: string, loss: string): never {
  throw new UserError(
    `${setting('as')} probability: ${file} was made with the ${loss} loss, whose margins stand for no probabilities`,
    `Give ${setting('as')} margin, or train with ${setting('loss')} logistic`,
  );
}

/** The chunks of a reader; its summary is taken at their end. */
async function* withEnd(reader: RowReader, end: (summary: ReadSummary) => void): AsyncGenerator<RowChunk, void, void> {
  end(yield* reader);
}

function sourceOf(chunk: RowChunk) {
  return {
    rows: chunk.labels.length,
    lengths: chunk.lengths,
    async *chunks() {
      yield chunk;
    },
  };
}
