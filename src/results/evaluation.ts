import { z } from 'zod';
import { listOf } from '../util/json.js';

// What `adabatch evaluate` finds. The build writes its JSON Schema from here.

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** A tenth of the rows, by their predicted probabilities; equal ones stay together, so it may have other than a tenth. */
const decileSchema = z.strictObject({
  /** From 1 for the lowest probabilities to 10; one without rows is left out. */
  decile: z.int().min(1).max(10),
  rows: count,
  meanProbability: share,
  /** The share of these rows whose label is +1. */
  positiveShare: share,
  /** The mean logistic loss of these rows. */
  logLoss: z.number(),
});
/** A tenth of the rows, by their predicted probabilities. */
export type Decile = z.infer<typeof decileSchema>;

/** How well a model does on data. A measure that its loss or the data do not have is null. */
export const evaluationSchema = z.strictObject({
  schema: z.literal('adabatch/evaluation@1'),
  /** The sha256 of the model's lines, the run that made it, the dataset that it was trained on, and the loss. */
  model: z.strictObject({ sha256: z.string(), run: z.string(), dataset: z.string(), loss: z.string() }),
  dataset: z.strictObject({ name: z.string(), rows: count, nonzeros: count, sha256: z.string() }),
  /** The stored values in features without a weight in the model, which were ignored. */
  ignoredValues: count,
  /** The labels that count as +1, and the rows with them; null if the loss takes numbers, as what follows up to rmse. */
  positive: listOf(z.string()).nullable(),
  positiveRows: count.nullable(),
  /** The mean loss, without the L2 term: the testLoss of a run; null if it is not finite. */
  loss: z.number().nullable(),
  /** The share of rows whose margin has the wrong sign, where 0 counts as negative: the testError of a run. */
  error: share.nullable(),
  /** The area under the ROC curve, where equal margins count half; null if all rows have one class. */
  auc: share.nullable(),
  /** The share of the rows with a margin above 0 that have the label +1; null if there are no such rows. */
  precision: share.nullable(),
  /** The share of the rows with the label +1 that have a margin above 0; null if there are no such rows. */
  recall: share.nullable(),
  /** For the logistic loss: how well probabilities fit. */
  calibration: listOf(decileSchema).nullable(),
  /** For the squared loss: √((1/N) Σ (m − y)²). */
  rmse: z.number().nullable(),
  /** For the squared loss: R² = 1 − Σ (m − y)²/Σ (y − ȳ)²; null if all labels are equal. */
  r2: z.number().nullable(),
});
/** How well a model does on data. */
export type Evaluation = z.infer<typeof evaluationSchema>;
