import type { BatchInspection, Inspection } from '../../results/inspection.js';
import { rounded, wrapped } from '../../util/text.js';
import { plainTable } from '../table.js';
import { strip } from './strip.js';

/** The rescaling picture and the automatic steps of the batches, and what they predict. */
export function batchTables(inspection: Inspection): string[] {
  const { batches } = inspection;
  if (batches.length === 0) return [];
  const legend = wrapped(LEGEND.replaceAll('\n', ' '));
  const predictions = prediction(inspection).map((line) => wrapped(line));
  return [rescalingTable(batches), legend, predictions.join('\n'), stepTable(inspection)];
}

const LEGEND = `c_k = (1−(1−p_k)^B)/p_k is how many times further than mean adabatch moves feature k on average. Columns, over the stored
values: the mean of c_k; the same with both at the automatic steps of rows of mean norm; quantiles of c_k; the shares where adabatch acts as the
sum (c_k near B) or as the gradient over p_k (c_k near 1/p_k). The strip goes from the most frequent features to the rarest,
its height from mean (▁) to sum (█). The averages are this project's, not the paper's.`;

function rescalingTable(batches: readonly BatchInspection[]): string {
  const head = ['batch', 'mean c_k', 'auto steps', '10 %', '50 %', '90 %', 'as sum', 'mixed', 'as 1/p_k', ''];
  const lines = batches.map(
    ({ batch, rescaling, rescalingAtAutomaticSteps, overValues: { quantiles, regimes }, profile }) => [
      String(batch),
      rounded(rescaling, 3),
      rescalingAtAutomaticSteps === null ? '' : rounded(rescalingAtAutomaticSteps, 2),
      ...[quantiles.q10, quantiles.median, quantiles.q90].map((value) => rounded(value, 3)),
      ...[regimes.sum, regimes.between, regimes.scaled].map(wholePercent),
      strip(profile, batch),
    ],
  );
  return plainTable(head, lines);
}

function wholePercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** The advice that a person can act on. */
function prediction({ batches, differsFrom, smoothness, dataset }: Inspection): string[] {
  const lines = batches.map(
    ({ batch, rescaling }) =>
      `At B = ${batch} adabatch moves an active weight ${rounded(rescaling, 3)} times as far as mean at the same step size.`,
  );
  if (smoothness === null || smoothness.mean === null) return lines;
  const conclusion =
    differsFrom === null
      ? `Expect little difference between adabatch and mean at any batch up to the ${dataset.rows} rows: mean can take longer steps.`
      : `Up to about B = ${differsFrom} mean can take longer steps to make up for it; beyond that, only steps above its limit do, which a search may find.`;
  return [...lines, conclusion];
}

function stepTable({ batches, smoothness, dataset }: Inspection): string {
  const rules = Object.keys(batches[0]?.automaticSteps ?? {});
  if (smoothness === null || rules.length === 0) return '';
  const about = smoothness.meanFromRows < dataset.rows ? ', about where L_f is in them' : '';
  const lines = batches.map(({ batch, automaticSteps }) => [
    String(batch),
    ...rules.map((rule) => rounded(automaticSteps[rule]!, 3)),
  ]);
  return `Automatic steps${about}:\n${plainTable(['batch', ...rules], lines)}`;
}
