import type { Dataset } from '../data/dataset.js';
import type { Optimum } from '../objective/optimum.js';
import type { Configuration } from '../results/schema.js';
import type { ProblemRequest } from '../settings/request.js';
import type { Observer } from './observer.js';
import { lambdaOf } from './run-data.js';
import { Session } from './session.js';

/** An optimum and its problem. */
export interface OptimumReport {
  schema: 'adabatch/optimum@1';
  dataset: Pick<Dataset, 'name' | 'rows' | 'features' | 'nonzeros' | 'sha256'>;
  configuration: Pick<Configuration, 'test' | 'positive' | 'scale' | 'loss' | 'l2' | 'bias' | 'seed'>;
  optimum: Optimum;
}

/**
 * Reads the data of a request and finds the optimum of its objective.
 * @throws UserError for bad input, or if there is no optimum; an AbortError if the observer's signal is aborted
 */
export async function reportOptimum(request: ProblemRequest, observer: Observer): Promise<OptimumReport> {
  const session = await Session.start();
  try {
    const optimum = await session.optimum(request, observer);
    const data = await session.open(request, observer);
    const { name, rows, features, nonzeros, sha256 } = data.dataset;
    const { scale, loss, bias, seed } = request;
    return {
      schema: 'adabatch/optimum@1',
      dataset: { name, rows, features, nonzeros, sha256 },
      configuration: {
        ...{ test: data.testSource, positive: data.classes?.positive ?? null, ...(scale && { scale }) },
        ...{ loss: loss.name, l2: lambdaOf(data, request), bias, seed },
      },
      optimum,
    };
  } finally {
    await session.close();
  }
}
