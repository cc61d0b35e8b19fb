import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InputError, readFailure, UserError, writeFailure } from '../util/errors.js';
import { openStream, requireWritable, writeNamedFile } from '../util/files.js';
import { listOf, parseJson } from '../util/json.js';
import { setting } from '../util/setting.js';
import { wholeLines } from '../util/whole-lines.js';

// A model file is lines of JSON: a header, then one line for each weight that is not zero.

const headerSchema = z.object({
  schema: z.literal('adabatch/model@1'),
  /** The id of the run that made it. */
  run: z.string(),
  dataset: z.string(),
  loss: z.string(),
  /** The constant term of the margin, which is 0 for a run without one. */
  bias: z.number(),
  /** What it was trained on; older files do not say so. */
  trainedOn: z
    .object({
      features: z.int().nonnegative(),
      /** The index of the first feature, in LIBSVM files. */
      indexBase: z.literal([0, 1]).optional(),
      /** The names of the features, in CSV files. */
      names: listOf(z.string()).optional(),
      /** The columns of a CSV file, whether its first line names them, and which one is the label, from 0. */
      columns: z
        .object({ names: listOf(z.string(), 1), header: z.boolean(), label: z.int().nonnegative() })
        .refine(({ names, label }) => label < names.length)
        .optional(),
      /** The labels that count as +1; null if the loss takes numbers. */
      positive: listOf(z.string()).nullable(),
      /** The labels that count as −1; null if the loss takes numbers. */
      negative: listOf(z.string()).nullable().optional(),
      /** Whether margins have a constant term, which may be 0. */
      bias: z.boolean().optional(),
      /** How the features were scaled, if they were: each weight then belongs to the feature divided by its divisor. */
      scale: z.literal('max-abs').optional(),
    })
    .optional(),
});

/** A feature: its index in a LIBSVM file, or its name in a CSV file. */
const weightSchema = z.strictObject({
  feature: z.union([z.int().nonnegative(), z.string()]),
  weight: z.number(),
  /** The divisor of the feature, if features were scaled. */
  divisor: z.number().positive().optional(),
});

/** The header of a model. */
export type ModelHeader = Omit<z.infer<typeof headerSchema>, 'schema'>;
/** The weight of one feature. */
export type FeatureWeight = z.infer<typeof weightSchema>;

/** A model and the file that it was read from. */
export interface Model {
  file: string;
  /** The sha256 of its lines. */
  sha256: string;
  header: ModelHeader;
  weights: FeatureWeight[];
}

/** The number of lines that are written at once. */
const LINES_A_CHUNK = 4096;
/** The most characters of a line; a header has the names of all features of a CSV file. */
const LONGEST_MODEL_LINE = 1 << 27;
const HINT_TO_MAKE = `Make a model with adabatch run ${setting('saveModel')}`;
const HINT = `Choose another file with ${setting('saveModel')}`;

/** Makes sure, before any work is done, that a model can be written to a file. Throws a UserError if not. */
export async function checkModelFile(file: string): Promise<void> {
  if (file === '' || /\p{Cc}/u.test(file))
    throw new UserError(`${setting('saveModel')} takes a file, not ${JSON.stringify(file)}`);
  try {
    await requireWritable(path.dirname(file), HINT);
    const isFolder = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) throw new UserError(`'${file}' is a folder, not a file`, HINT);
  } catch (error) {
    throw writeFailure(file, error, HINT);
  }
}

/**
 * Writes a model, at once or not at all. Doubles read back to the same bits.
 * @param weights the nonzero weights
 * @throws UserError if the file cannot be written
 */
export async function writeModel(file: string, header: ModelHeader, weights: Iterable<FeatureWeight>): Promise<void> {
  await writeNamedFile(file, linesOf(header, weights), HINT);
}

function* linesOf(header: ModelHeader, weights: Iterable<FeatureWeight>): Generator<string> {
  let lines = [JSON.stringify({ schema: 'adabatch/model@1', ...header })];
  for (const weight of weights) {
    if (lines.push(JSON.stringify(weight)) < LINES_A_CHUNK) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

/**
 * Reads a model.
 * @throws UserError if the file cannot be read; InputError, with the line, if it is no model
 */
export async function readModel(file: string, signal?: AbortSignal): Promise<Model> {
  let header: ModelHeader | undefined;
  const weights: FeatureWeight[] = [];
  const hash = createHash('sha256');
  let line = 0;
  try {
    for await (const text of linesIn(file, signal)) {
      hash.update(`${text}\n`);
      line++;
      if (header) {
        weights.push(parseLine(weightSchema, text, { file, line }));
      } else header = parseLine(headerSchema, text, { file, line });
    }
  } catch (error) {
    throw readFailure(`'${file}'`, error);
  }
  signal?.throwIfAborted();
  if (!header)
    throw new InputError({ file }, 'the file is empty, so it is no model', `Make one with ${setting('saveModel')}`);
  refuseRepeated(weights, file);
  return { file, sha256: hash.digest('hex'), header, weights };
}

/** The lines of a file, without their line ends. */
async function* linesIn(file: string, signal: AbortSignal | undefined): AsyncGenerator<string, void, void> {
  let lines = 0;
  const refuseLong = () => {
    throw new InputError({ file, line: lines + 1 }, 'this line is too long for one of a model', HINT_TO_MAKE);
  };
  for await (const block of wholeLines(openStream(file, { signal }), refuseLong, LONGEST_MODEL_LINE)) {
    const texts = block.toString().replace(/\n$/, '').split('\n');
    lines += texts.length;
    for (const text of texts) yield text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}

/** Refuses a second weight of a feature. It sorts the features, as a Set takes no more than 2^24. */
function refuseRepeated(weights: readonly FeatureWeight[], file: string): void {
  const features = weights.map(({ feature }) => feature);
  const indices = Float64Array.from(features.filter((feature) => typeof feature === 'number')).sort();
  const names = features.filter((feature) => typeof feature === 'string').sort();
  const twice = repeated(indices) ?? repeated(names);
  if (twice === undefined) return;
  // The header is the first line.
  const line = features.indexOf(twice, features.indexOf(twice) + 1) + 2;
  throw new InputError({ file, line }, `the feature ${JSON.stringify(twice)} has a weight already`);
}

function repeated(sorted: Float64Array | string[]): number | string | undefined {
  for (let at = 1; at < sorted.length; at++) if (sorted[at] === sorted[at - 1]) return sorted[at];
  return undefined;
}

function parseLine<Line>(schema: z.ZodType<Line>, text: string, place: { file: string; line: number }): Line {
  try {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new InputError(
      place,
      `not a line of a model: ${JSON.stringify(issue?.path.join('.'))} is wrong or missing`,
      HINT_TO_MAKE,
    );
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InputError(place, 'not a line of a model: it is not JSON', HINT_TO_MAKE);
    throw error;
  }
}
