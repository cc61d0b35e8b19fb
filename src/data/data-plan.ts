import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, isAbort, readFailure, UserError } from '../util/errors.js';
import { readText, sha256Of, writeWhole } from '../util/files.js';
import { listOf, parseJson } from '../util/json.js';
import { type Conversion, isAlike } from './conversion.js';
import { columnsSchema } from './formats/binary/layout.js';

// The plan of a conversion is kept beside the file, as <file>.plan.json, if the file alone does not tell it.

const indexBaseSchema = z.literal([0, 1]);

const planSchema = z.object({
  schema: z.literal('adabatch/data-plan@1'),
  /** The sha256 of the bytes of the plan's file. */
  sha256: z.string(),
  /** The name of the dataset that the file was made from. */
  source: z.string(),
  conversion: z.object({
    columns: columnsSchema.optional(),
    indexBase: indexBaseSchema,
    features: z.int().nonnegative(),
    labels: listOf(z.tuple([z.string(), z.string()])).optional(),
    divisors: listOf(z.number().positive()).optional(),
    normalise: z.boolean(),
    toBase: indexBaseSchema.optional(),
  }) satisfies z.ZodType<Conversion>,
});

/** How a file was made, and from which dataset. */
export type DataPlan = Pick<z.infer<typeof planSchema>, 'source' | 'conversion'>;

/** The path of a file's plan. */
export function planFile(file: string): string {
  return `${file}.plan.json`;
}

/** Writes the plan of a file that was written. Throws the system's errors. */
export async function writeDataPlan(file: string, plan: DataPlan): Promise<void> {
  const sha256 = await sha256Of(file);
  await writeWhole(planFile(file), `${JSON.stringify({ schema: 'adabatch/data-plan@1', sha256, ...plan })}\n`);
}

/** Removes the plan of a file, if there is one: it belongs to an earlier file of the same name. */
export async function removeDataPlan(file: string): Promise<void> {
  await rm(planFile(file), { force: true });
}

/**
 * The plan of a file; undefined if it has none.
 * @throws UserError if the plan cannot be read, or the file is no longer the one that it belongs to
 */
export async function readDataPlan(file: string, signal?: AbortSignal): Promise<DataPlan | undefined> {
  const plan = await readUnchecked(file);
  if (plan === undefined || (await isPlanOf(file, plan, signal))) return plan;
  throw new UserError(
    `${planFile(file)} is not the plan of ${file} as it is now`,
    'Convert it again, or remove the plan if the file is to be read as it is',
  );
}

/** Whether the plans of two files give some feature or label different numbers. */
export async function areConvertedApart(one: string, other: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([readUnchecked(one), readUnchecked(other)]);
    if (!first || !second || isAlike(first.conversion, second.conversion)) return false;
    return (await isPlanOf(one, first, signal)) && (await isPlanOf(other, second, signal));
  } catch (error) {
    if (isAbort(error)) throw error;
    // A plan that cannot be read says nothing about the data, which can be read.
    return false;
  }
}

type StoredPlan = z.infer<typeof planSchema>;

async function readUnchecked(file: string): Promise<StoredPlan | undefined> {
  try {
    return planSchema.parse(parseJson(await readText(planFile(file))));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new InputError({ file: planFile(file) }, 'this is no plan of a conversion', 'Convert the file again');
    }
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw readFailure(`'${planFile(file)}'`, error);
  }
}

async function isPlanOf(file: string, { sha256 }: StoredPlan, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    return (await sha256Of(file, { signal })) === sha256;
  } catch (error) {
    throw readFailure(`'${file}'`, error);
  }
}
