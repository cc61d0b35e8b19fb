import { safeStepSize } from '../algorithms/step-size.js';
import type { BatchInspection, SmoothnessInspection } from '../results/inspection.js';
import { adabatch } from '../rules/adabatch.js';
import { rules } from '../rules/index.js';
import { mean } from '../rules/mean.js';
import type { Rule } from '../rules/rule.js';
import type { FrequencyGroup } from './frequencies.js';
import { meanRescaling, rescalingPicture } from './rescaling.js';

/** What the figures of batches are computed from: active features, and the smoothness of samples if it is known. */
export interface BatchSource {
  /** The most frequent features first; at least one. */
  groups: readonly FrequencyGroup[];
  rows: number;
  smoothness: SmoothnessInspection | null;
}

/** adabatch and mean differ if adabatch moves a weight at least this many times as far. */
const FURTHER = 2;

/** What to expect of batches of one size. */
export function inspectBatch(source: BatchSource, batch: number): BatchInspection {
  const picture = rescalingPicture(source.groups, source.rows, batch);
  const steps = rules.map((rule) => [rule.name, automaticStep(source, rule, batch)] as const);
  return {
    batch,
    automaticSteps: Object.fromEntries(steps.filter((step) => step[1] !== null)) as Record<string, number>,
    rescalingAtAutomaticSteps: rescalingAtAutomaticSteps(source, batch),
    ...picture,
  };
}

/** The smallest power of 2, up to the number of rows, from which adabatch and mean differ; null if none does. */
export function findDifference(source: BatchSource): number | null {
  for (let batch = 2; batch <= source.rows; batch *= 2) {
    if ((rescalingAtAutomaticSteps(source, batch) ?? 0) >= FURTHER) return batch;
  }
  return null;
}

/**
 * How much further adabatch moves an active weight than mean, if each takes the automatic step of typical rows (this
 * project's): mean may take a step up to B times as long, until L_f limits it, so that this is about 1 for small
 * batches.
 */
function rescalingAtAutomaticSteps(source: BatchSource, batch: number): number | null {
  const { smoothness } = source;
  const typical = { ...source, smoothness: smoothness && { ...smoothness, sample: smoothness.typical } };
  const [own, other] = [adabatch, mean].map((rule) => automaticStep(typical, rule, batch));
  if (own == null || other == null) return null;
  return (meanRescaling(source.groups, source.rows, batch) * own) / other;
}

/** The automatic step; null if it depends on an unknown constant. */
function automaticStep({ smoothness }: BatchSource, rule: Rule, batch: number): number | null {
  if (smoothness === null) return null;
  let isKnown = true;
  const constants = {
    sample: smoothness.sample,
    mean() {
      isKnown = smoothness.mean !== null;
      return smoothness.mean ?? 0;
    },
  };
  const step = safeStepSize(rule, constants, batch);
  return isKnown ? step : null;
}
