import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { count, listed } from '../util/text.js';

/** The labels of a dataset as read: numbers or, for text labels, positions among names. */
export interface RawLabels {
  /** The dataset's name, for messages. */
  name: string;
  labels: Float64Array;
  labelNames: string[] | undefined;
}

/** The labels that become −1 and +1, in the file's own spelling. */
export interface Classes {
  negative: string[];
  positive: string[];
}

/**
 * Which labels are +1: those named, or the higher of two (of text labels, the later in the alphabet).
 * @param positive labels given by the user, or undefined
 * @throws UserError if there are more or fewer than two labels and none is named, or a named one does not occur
 */
export function findClasses(raw: RawLabels, positive: string[] | undefined): Classes {
  const found = distinctLabels(raw);
  if (positive) return namedClasses(raw, found, positive);
  const [low, high] = found;
  if (found.length !== 2 || low === undefined || high === undefined) {
    throw new UserError(
      `${raw.name}: a classification loss needs two labels; the dataset has ${found.length}: ${listed(found)}`,
      found.length > 2
        ? `Say which are +1 with ${setting('positive')} <label,…>, or use ${setting('loss')} squared`
        : 'Is it the right column, or the whole file?',
    );
  }
  return { negative: [low], positive: [high] };
}

function namedClasses(raw: RawLabels, found: string[], positive: string[]): Classes {
  const named = new Set(positive.map((label) => spelling(label, raw)));
  const there = new Set(found);
  const missing = positive.find((label) => !there.has(spelling(label, raw)));
  if (missing !== undefined) {
    throw new UserError(
      `${setting('positive')}: no row of ${raw.name} has the label ${missing}`,
      `The labels are ${listed(found)}`,
    );
  }
  const negative = found.filter((label) => !named.has(label));
  if (negative.length === 0)
    throw new UserError(`${setting('positive')} names all labels of ${raw.name}, so none would be -1`);
  return { positive: found.filter((label) => named.has(label)), negative };
}

/** Says which labels are +1 and which −1. */
export function describeClasses({ name }: Pick<RawLabels, 'name'>, { positive, negative }: Classes): string {
  const noun = positive.length === 1 ? 'label' : 'labels';
  return `${name}: the ${noun} ${signOf(positive, '+1')}, ${signOf(negative, '-1')}`;
}

function signOf(labels: string[], sign: string): string {
  return `${listed(labels)} ${labels.length === 1 ? 'is' : 'are'} ${sign}`;
}

/**
 * Maps labels to −1 and +1.
 * @throws UserError for a label of a test file that belongs to neither class
 */
export function classify(raw: RawLabels, classes: Classes): Float64Array {
  const signs = new Map([
    ...classes.negative.map((label) => [label, -1] as const),
    ...classes.positive.map((label) => [label, 1] as const),
  ]);
  const byValue = new Map<number, number>();
  for (const value of distinctValues(raw.labels)) {
    const label = nameOf(value, raw);
    const sign = signs.get(label);
    if (sign === undefined) throw unknownLabel(raw, label, [...signs.keys()]);
    byValue.set(value, sign);
  }
  return raw.labels.map((value) => byValue.get(value) as number);
}

/** The error for a label that the training data lacks, or spells otherwise, as UCI's adult and its test do. */
export function unknownLabel({ name }: Pick<RawLabels, 'name'>, label: string, known: readonly string[]): UserError {
  const plain = (text: string) => text.toLowerCase().replace(/(?<![\s.])[\s.]+$/, '');
  const alike = known.find((other) => plain(other) === plain(label));
  return new UserError(
    `${name}: there is a row with the label ${label}, which the training data does not have`,
    alike === undefined
      ? `The labels there are ${listed(known)}`
      : `There it is ${alike}: spell it alike in both files`,
  );
}

/** The labels as numbers, for a regression loss. Throws a UserError if they are text. */
export function numericLabels({ name, labels, labelNames }: RawLabels): Float64Array {
  if (labelNames)
    throw new UserError(`${name}: the labels are text (${listed(labelNames)})`, 'The squared loss needs numbers');
  return labels;
}

/** The most labels that count as classes: names take memory and time, and more labels are numbers or row names. */
const MOST_LABELS = 1_000_000;

/**
 * The labels that occur, in the file's own spelling, in ascending or alphabetical order.
 * @throws UserError if they are too many to be classes
 */
export function distinctLabels(raw: RawLabels): string[] {
  const values = distinctValues(raw.labels);
  if (values.length > MOST_LABELS) {
    throw new UserError(
      `${raw.name}: there are ${count(values.length, 'label')}, more than the ${MOST_LABELS.toLocaleString('en')} that are taken as classes`,
      raw.labelNames ? 'Is it the right column?' : `Use ${setting('loss')} squared where labels are numbers`,
    );
  }
  return namesOf(values, raw);
}

/** Labels in the file's own spelling, in ascending or alphabetical order. */
export function namesOf(ascending: Float64Array, raw: Pick<RawLabels, 'labelNames'>): string[] {
  const names = Array.from(ascending, (value) => nameOf(value, raw));
  return raw.labelNames ? names.sort() : names;
}

/** The values that occur, ascending. They are sorted, since a Set holds at most 2^24. */
export function distinctValues(labels: Float64Array): Float64Array {
  const sorted = labels.slice().sort();
  let distinct = 0;
  for (const value of sorted) if (distinct === 0 || value !== sorted[distinct - 1]) sorted[distinct++] = value;
  return sorted.slice(0, distinct);
}

/** A label in the file's own spelling. */
export function nameOf(value: number, { labelNames }: Pick<RawLabels, 'labelNames'>): string {
  return labelNames?.[value] ?? String(value);
}

/** A label that the user typed, in the spelling of the file: `+1` and `1.0` are `1` if labels are numbers. */
export function spelling(label: string, { labelNames }: RawLabels): string {
  return labelNames || Number.isNaN(Number(label)) ? label : String(Number(label));
}
