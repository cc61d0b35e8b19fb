import { listed } from '../util/text.js';
import type { Content } from './content.js';
import { libsvm, type OutputFormat, type WriteOptions } from './formats/write.js';
import { distinctLabels, nameOf, spelling } from './labels.js';
import type { ColumnPlan } from './rows.js';
import { withFeatures } from './transforms/feature-space.js';
import { divideFeatures, greatestMagnitudes } from './transforms/max-abs.js';
import { normalise } from './transforms/normalise.js';
import { withClasses, withKnownNames, withNames } from './transforms/relabel.js';

/** The changes to make to a dataset that is written. */
export interface Changes {
  /** The labels that become +1; the others become −1. */
  positive?: string[];
  /** New names of labels by the old ones. */
  labels?: ReadonlyMap<string, string>;
  /** Whether to divide each feature by its greatest |value|. */
  scale?: 'max-abs' | undefined;
  /** Whether to divide each row by its norm, after any scaling. */
  normalise?: boolean;
}

/** How a training file was converted, so that others can be converted alike. */
export interface Conversion {
  /** How its columns became features, if it was CSV. */
  columns?: ColumnPlan | undefined;
  /** The index of its first feature. */
  indexBase: 0 | 1;
  features: number;
  /** What was written for each label that was read; left out if labels stay unchanged. */
  labels?: [read: string, written: string][] | undefined;
  /** The number that each feature was divided by. */
  divisors?: number[] | undefined;
  normalise: boolean;
  /** The index of the first feature in the output, if that is LIBSVM. */
  toBase?: 0 | 1 | undefined;
}

/** A dataset as it is written, and how it was converted. */
interface Converted {
  content: Content;
  conversion: Conversion;
}

/** How to report on a conversion, and how to end it early. */
export interface ConversionOptions extends WriteOptions {
  signal?: AbortSignal | undefined;
}

/** Changes a training dataset and prepares it for a format. Throws a UserError if that is impossible. */
export async function convert(
  training: Content,
  changes: Changes,
  format: OutputFormat,
  options: ConversionOptions,
): Promise<Converted> {
  const { columns, indexBase, features } = training;
  const relabelled = relabel(training, changes, options);
  const divisors = changes.scale && (await greatestMagnitudes(training, options));
  const content = await format.prepare(rescale(relabelled, divisors, changes.normalise), options);
  // When text labels are numbered, a name that does not occur has no number.
  const isNumbered = relabelled.labelNames !== undefined && content.labelNames === undefined;
  return {
    content,
    conversion: {
      ...{ columns, indexBase, features },
      labels: writtenLabels(training, content, isNumbered ? undefined : changes.labels),
      divisors: divisors && [...divisors],
      normalise: changes.normalise ?? false,
      toBase: writtenBase(content, format),
    },
  };
}

/**
 * Changes a dataset as a training dataset was changed, and prepares it for a format.
 * @param read in the feature space of the training dataset
 * @throws UserError if it has a label that the training dataset lacks
 */
export async function convertAlike(
  read: Content,
  conversion: Conversion,
  format: OutputFormat,
  { indexBase = conversion.toBase, note }: ConversionOptions,
): Promise<Converted> {
  const { features, labels, divisors, normalise } = conversion;
  const relabelled = labels ? withKnownNames(read, new Map(labels)) : read;
  const cut = await withFeatures(relabelled, features, note);
  const rescaled = rescale(cut, divisors && Float64Array.from(divisors), normalise);
  const content = await format.prepare(rescaled, { indexBase, note });
  return { content, conversion: { ...conversion, toBase: writtenBase(content, format) } };
}

/** Whether a written file itself tells how it was made: LIBSVM has no names, no format the original values. */
export function saysAll({ columns, indexBase, labels, divisors, normalise, toBase }: Conversion): boolean {
  if (labels || divisors || normalise) return false;
  return toBase === undefined || (!columns && toBase === indexBase);
}

/** Whether two conversions give the same features and labels. */
export function isAlike(one: Conversion, other: Conversion): boolean {
  const names = ({ columns, divisors, normalise }: Conversion) =>
    JSON.stringify([columns?.features, divisors, normalise]);
  const labels = new Map(one.labels);
  const isSameLabel = ([read, written]: [string, string]) => (labels.get(read) ?? written) === written;
  return names(one) === names(other) && (other.labels ?? []).every(isSameLabel);
}

function writtenBase({ indexBase }: Content, format: OutputFormat): 0 | 1 | undefined {
  return format === libsvm ? indexBase : undefined;
}

function relabel(content: Content, { positive, labels }: Changes, { note }: ConversionOptions): Content {
  if (positive) return withClasses(content, positive);
  if (!labels) return content;
  const relabelled = withNames(content, labels);
  const found = new Set(distinctLabels(content));
  const missing = [...labels.keys()].filter((label) => !found.has(spelling(label, content)));
  if (missing.length > 0) note(`no row of ${content.name} has the label ${listed(missing)}`);
  return relabelled;
}

function rescale(content: Content, divisors: Float64Array | undefined, isNormalised: boolean | undefined): Content {
  const divided = divisors ? divideFeatures(content, divisors) : content;
  return isNormalised ? normalise(divided) : divided;
}

/**
 * What became of the labels; undefined if none changed.
 * @param named new names that the user gave, also for labels that do not occur
 */
function writtenLabels(read: Content, written: Content, named: Changes['labels']): Conversion['labels'] {
  // Unchanged labels may be too many for a Map.
  if (!named && read.labels === written.labels && read.labelNames === written.labelNames) return undefined;
  const names = new Map([...(named ?? [])].map(([old, name]) => [spelling(old, read), name]));
  const becoming = new Map<number, number>();
  read.labels.forEach((label, row) => {
    becoming.set(label, written.labels[row]!);
  });
  for (const [label, became] of becoming) names.set(nameOf(label, read), nameOf(became, written));
  const pairs = [...names];
  return pairs.some(([old, name]) => old !== name) ? pairs : undefined;
}
