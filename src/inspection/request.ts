import type { UserFormat } from '../data/formats/user-format.js';
import type { ProblemRequest } from '../settings/request.js';

/** A dataset to inspect, and the loss and batch sizes for constants and steps. */
export interface InspectionRequest extends UserFormat, Pick<ProblemRequest, 'dataset' | 'loss' | 'bias'> {
  batches: readonly number[];
}
