import { z } from 'zod';
import { recordedSettings } from '../settings/settings.js';
import { listOf } from '../util/json.js';

// The one definition of a result. The build writes its JSON Schema from here.

const loss = z.number().nullable();

/**
 * Where a step size comes from: the user, as a number or a multiple of the limit such as `4/L`; the rule's limit; a
 * search; or a search at batch 1.
 */
const stepSizeFrom = z.union([z.enum(['given', 'auto', 'tuned', 'frozen']), z.string().regex(/^[^/]+\/L$/)]);

/** The order of the columns of tables, which stay in place: newer settings come last. */
const COLUMNS = [
  ...(['test', 'positive', 'scale', 'loss', 'l2', 'bias', 'algorithm', 'rule', 'batch', 'stepSize'] as const),
  ...(['stepSizeFrom', 'schedule', 'snapshotEvery', 'average', 'epochs', 'targetLoss', 'timeLimit'] as const),
  ...(['maxPasses', 'warmStart', 'order', 'execution', 'workers', 'blocks', 'measureEvery', 'seed'] as const),
];

const configurationShape = { ...recordedSettings, stepSizeFrom };
const columns = [...new Set([...COLUMNS, ...Object.keys(configurationShape)])] as (keyof typeof configurationShape)[];

/** Everything that a run's curve depends on beside the dataset, resolved: the settings, and where the step is from. */
const configurationSchema = z.strictObject(
  Object.fromEntries(columns.map((key) => [key, configurationShape[key]])) as typeof configurationShape,
);
/** What a run was asked for, resolved. */
export type Configuration = z.infer<typeof configurationSchema>;

/** One measurement. Losses and errors are null if they do not exist or are no longer finite. */
const pointSchema = z.strictObject({
  /** Samples consumed by updates, in units of the training rows. */
  epoch: z.number(),
  /** Gradient evaluations, in units of the training rows. */
  passes: z.number(),
  updates: z.int(),
  /** Time spent in updates, in seconds. */
  seconds: z.number(),
  /** F(w): the mean training loss and the L2 term. */
  trainLoss: loss,
  trainError: loss,
  /** The mean loss of the held-out rows. */
  testLoss: loss,
  testError: loss,
  /** F(w) − F*, if F* is known. Around 1e-16 it is rounding, and may be below 0. */
  suboptimality: loss,
});
/** One measurement of a curve. */
export type Point = z.infer<typeof pointSchema>;

/** A search for the best constant step size. */
export const tuningSchema = z.strictObject({
  /** The key of the search, which `search-<key>.json` keeps for all runs that need it. */
  key: z.string(),
  /** How the candidates are ranked: by the final objective, or the gradient evaluations to a target. */
  criterion: z.enum(['final loss', 'passes to target']),
  /** The train loss to reach; null if the criterion is the final loss. */
  target: z.number().nullable(),
  /** The seeds that each candidate is run with. */
  seeds: listOf(z.int(), 1),
  /** Whether the best is still the smallest or the largest that was tried. */
  atEdge: z.boolean(),
  /** By step size, each seed's final objective and passes to the target; null if it diverged or missed the target. */
  candidates: listOf(
    z.strictObject({
      stepSize: z.number().positive(),
      losses: listOf(loss),
      passes: listOf(z.number().nullable()).optional(),
    }),
  ),
});
/** How a tuned step size was found. */
export type Tuning = z.infer<typeof tuningSchema>;

/** What is known of a run that is not deterministic, since several workers update its weights at once (Hogwild!). */
const repetitionsSchema = z.strictObject({
  /** The final train losses of this run and of repetitions of it; null if one was not finite. */
  finalTrainLosses: listOf(loss, 1),
  /** The estimated share of a sample's stored values whose feature another worker is at, too. */
  collidingShare: z.number(),
  /** The share of updates of single weights that was lost, measured on counters that were updated in the same way. */
  lostShare: z.number(),
});
/** The repetitions of a run that is not deterministic, and how much its workers disturb each other. */
export type Repetitions = z.infer<typeof repetitionsSchema>;

const statusSchema = z.enum(['completed', 'target-reached', 'time-limit', 'diverged', 'interrupted']);
/** How a run ended. */
export type Status = z.infer<typeof statusSchema>;

/** A run: what `results/<name>.json` holds. */
export const runSchema = z.strictObject({
  schema: z.literal('adabatch/run@1'),
  id: z.string(),
  configuration: configurationSchema,
  dataset: z.strictObject({
    name: z.string(),
    rows: z.int(),
    features: z.int(),
    nonzeros: z.int(),
    sha256: z.string(),
    smoothness: z.number(),
  }),
  /** The certified least value of the objective, if known. */
  optimum: z
    .strictObject({ objective: z.number(), gradientNorm: z.number(), gapBound: z.number().nullable() })
    .nullable(),
  environment: z.strictObject({
    adabatch: z.string(),
    node: z.string(),
    os: z.string(),
    cpu: z.string(),
    cores: z.int(),
    /** Whether others used the machine at the same time, so that `seconds` says little. */
    contended: z.boolean(),
    /** The machine, and the scheduler's job, by their names; results of older versions lack them. */
    host: z.string().optional(),
    job: z.string().optional(),
  }),
  status: statusSchema,
  /** Only for a run that is not deterministic. */
  race: repetitionsSchema.optional(),
  /** The search for the step size, if it was tuned or frozen. */
  tuning: tuningSchema.nullable(),
  curve: listOf(pointSchema, 1),
  summary: z.strictObject({
    finalTrainLoss: loss,
    bestTrainLoss: loss,
    seconds: z.number(),
    nanosecondsPerNonzero: z.number().nullable(),
    /** Synchronous only: the share of the update time that workers waited for each other, over all of them. */
    waitedShare: z.number().min(0).max(1).optional(),
  }),
  /** The sha256 of everything else, as JSON without spaces; results of older versions lack it. */
  sha256: z.string().optional(),
});
/** A run: its configuration, its data and its curve. */
export type Run = z.infer<typeof runSchema>;
