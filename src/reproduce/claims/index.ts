import type { Claim } from '../claim.js';
import { counting } from './counting.js';
import { fewLines } from './few-lines.js';
import { largerBatch } from './larger-batch.js';
import { mixing } from './mixing.js';
import { parallel } from './parallel.js';
import { rescaling } from './rescaling.js';
import { sampleEfficiency } from './sample-efficiency.js';
import { varianceReduction } from './variance-reduction.js';

/** The claims in the order in which they are reported; a new one is a file in this folder and a place in this list. */
export const claims: readonly Claim[] = [
  fewLines,
  rescaling,
  sampleEfficiency,
  largerBatch,
  parallel,
  varianceReduction,
  mixing,
  counting,
];
