import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, readFailure, UserError } from '../errors.js';
import { sha256Of, writeWhole } from '../files.js';
import { columnsSchema } from './binary.js';
import type { Conversion } from './conversion.js';

// How a file was converted is kept beside it, as <file>.plan.json, where the file alone does not say it.

const indexBaseSchema = z.literal([0, 1]);

const planSchema = z.object({
  schema: z.literal('adabatch/data-plan@1'),
  /** Of the bytes of the file that it is of. */
  sha256: z.string(),
  /** The name of the dataset that the file was made of. */
  source: z.string(),
  conversion: z.object({
    columns: columnsSchema.optional(),
    indexBase: indexBaseSchema,
    features: z.int().nonnegative(),
    labels: z.array(z.tuple([z.string(), z.string()])).optional(),
    divisors: z.array(z.number().positive()).optional(),
    normalise: z.boolean(),
    toBase: indexBaseSchema,
  }) satisfies z.ZodType<Conversion>,
});

/** How a file was made, and of what. */
export type DataPlan = Pick<z.infer<typeof planSchema>, 'source' | 'conversion'>;

/** The file that the plan of a file is in. */
export function planFile(file: string): string {
  return `${file}.plan.json`;
}

/** Keeps the plan of a file that was written. Throws as the system does. */
export async function writeDataPlan(file: string, plan: DataPlan): Promise<void> {
  const sha256 = await sha256Of(file);
  await writeWhole(planFile(file), `${JSON.stringify({ schema: 'adabatch/data-plan@1', sha256, ...plan })}\n`);
}

/** Removes the plan of a file, where there is one: it is that of another file that was there before. */
export async function removeDataPlan(file: string): Promise<void> {
  await rm(planFile(file), { force: true });
}

/**
 * The plan of a file; undefined where it has none.
 * @throws UserError where the plan cannot be read, or the file is no longer the one that it is of
 */
export async function readDataPlan(file: string, signal?: AbortSignal): Promise<DataPlan | undefined> {
  const text = await readFile(planFile(file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) return undefined;
    throw readFailure(`'${planFile(file)}'`, error);
  });
  if (text === undefined) return undefined;
  const { sha256, ...plan } = parse(text, file);
  if ((await digest(file, signal)) !== sha256) {
    throw new UserError(
      `${planFile(file)} is not the plan of ${file} as it is now`,
      'Convert it again, or remove the plan if the file is to be read as it is',
    );
  }
  return plan;
}

function parse(text: string, file: string): z.infer<typeof planSchema> {
  try {
    return planSchema.parse(JSON.parse(text));
  } catch {
    throw new InputError({ file: planFile(file) }, 'this is no plan of a conversion', 'Convert the file again');
  }
}

async function digest(file: string, signal: AbortSignal | undefined): Promise<string> {
  return sha256Of(file, { signal }).catch((error: unknown) => {
    throw readFailure(`'${file}'`, error);
  });
}
