import { safeStepSize } from '../algorithms/step-size.js';
import type { BatchInspection, SmoothnessInspection } from '../results/inspection.js';
import { adabatch } from '../rules/adabatch.js';
import { rules } from '../rules/index.js';
import { mean } from '../rules/mean.js';
import type { Rule } from '../rules/rule.js';
import type { FrequencyGroup } from './frequencies.js';
import { meanRescaling, rescalingPicture } from './rescaling.js';

/** What batches are made of: features that are active, and samples whose smoothness is known or not. */
export interface BatchSource {
  /** The most frequent features first; at least one. */
  groups: readonly FrequencyGroup[];
  rows: number;
  smoothness: SmoothnessInspection | null;
}

/** How many times further than mean adabatch has to move a weight for the two to differ. */
const FURTHER = 2;

/** What is to be expected of batches of one size. */
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

/** The smallest power of 2, up to the number of rows, from which on adabatch and mean differ; null where none does. */
export function findDifference(source: BatchSource): number | null {
  for (let batch = 2; batch <= source.rows; batch *= 2) {
    if ((rescalingAtAutomaticSteps(source, batch) ?? 0) >= FURTHER) return batch;
  }
  return null;
}

/**
 * How much further than mean adabatch moves an active weight where each takes the automatic step of typical rows (ours):
 * the mean may take a step up to B times as long, until L_f limits it, so that this is about 1 for small batches.
 */
function rescalingAtAutomaticSteps(source: BatchSource, batch: number): number | null {
  const { smoothness } = source;
  const typical = { ...source, smoothness: smoothness && { ...smoothness, sample: smoothness.typical } };
  const [own, other] = [adabatch, mean].map((rule) => automaticStep(typical, rule, batch));
  if (own == null || other == null) return null;
  return (meanRescaling(source.groups, source.rows, batch) * own) / other;
}

/** The step that `--step-size auto` takes; null where it depends on a constant that is not known. */
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
