import type { UserFormat } from '../../data/readers/user-format.js';
import type { ProblemRequest } from '../request.js';

/** A dataset to look at, and the loss and batch sizes for which constants and steps are wanted. */
export interface InspectionRequest extends UserFormat, Pick<ProblemRequest, 'dataset' | 'loss' | 'bias'> {
  batches: readonly number[];
}
