import type { ProblemRequest } from '../request.js';

/** A dataset to look at, and the loss and batch sizes for which constants and steps are wanted. */
export interface InspectionRequest
  extends Pick<ProblemRequest, 'dataset' | 'labelColumn' | 'indexBase' | 'loss' | 'bias'> {
  batches: readonly number[];
}
