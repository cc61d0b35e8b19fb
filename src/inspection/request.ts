import type { UserFormat } from '../data/formats/user-format.js';
import type { ProblemRequest } from '../experiment/request.js';

/** A dataset to look at, and the loss and batch sizes for which constants and steps are wanted. */
export interface InspectionRequest extends UserFormat, Pick<ProblemRequest, 'dataset' | 'loss' | 'bias'> {
  batches: readonly number[];
}
