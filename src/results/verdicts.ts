import { z } from 'zod';
import { listOf } from '../util/json.js';

// What `adabatch reproduce` finds, as verdicts.json holds it.

/** A figure in a table; null where there is none, such as the passes to what was not reached. */
const cell = z.union([z.number(), z.string(), z.null()]);

const findingSchema = z.strictObject({
  /** Null for what is the same for all data. */
  dataset: z.strictObject({ name: z.string(), sha256: z.string() }).nullable(),
  /** What was varied beside the data: `λ = 0, tuned steps`. Empty if nothing was. */
  about: z.string(),
  verdict: z.enum(['holds', 'holds up to', 'does not hold', 'uninformative']),
  /** The largest batch that it holds for, where it holds up to one. */
  batch: z.int().nullable(),
  /** Why, a sentence with the figures that decide. */
  reason: z.string(),
  /** What else the figures say, a sentence each. */
  remarks: listOf(z.string()),
  /** The figures that the verdict follows from. */
  table: z.strictObject({ columns: listOf(z.string()), rows: listOf(listOf(cell)) }),
});
/** What the criterion of a claim says on some data. */
export type Finding = z.infer<typeof findingSchema>;

const claimSchema = z.strictObject({
  claim: z.string(),
  title: z.string(),
  statement: z.string(),
  source: z.enum(['the paper', 'found here']),
  criterion: z.string(),
  /** Whether it is decided by times, which differ from one execution to the next. */
  isTimed: z.boolean(),
  /** The command that decides it again, alone. */
  command: z.string(),
  findings: listOf(findingSchema),
});
/** A claim with what was found. */
export type ClaimVerdicts = z.infer<typeof claimSchema>;

/** The verdicts on some claims: what `verdicts.json` holds. */
export const verdictsSchema = z.strictObject({
  schema: z.literal('adabatch/verdicts@1'),
  environment: z.strictObject({ adabatch: z.string(), node: z.string(), cpu: z.string(), cores: z.int() }),
  /** Whether with fewer batches, rules and epochs than the claims ask for. */
  isQuick: z.boolean(),
  claims: listOf(claimSchema),
});
/** The verdicts on some claims. */
export type Verdicts = z.infer<typeof verdictsSchema>;
