import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import { listed } from '../../util/text.js';
import { type Content, mapChunks } from '../content.js';
import { parseDecimal } from '../formats/decimal.js';
import { classify, distinctLabels, findClasses, nameOf, spelling, unknownLabel } from '../labels.js';

/** The labels as −1 and +1. Throws a UserError if a named label does not occur, or none would be −1. */
export function withClasses(content: Content, positive: string[]): Content {
  return withLabels(content, classify(content, findClasses(content, positive)), undefined);
}

/**
 * Renames some labels; the rest keep their names. The labels are numbers if all that then occur are.
 * @param names new names by the old ones, as the user spells them
 * @throws UserError if none of the old ones occurs
 */
export function withNames(content: Content, names: ReadonlyMap<string, string>): Content {
  const found = distinctLabels(content);
  const renamed = new Map([...names].map(([old, name]) => [spelling(old, content), name]));
  if (!found.some((label) => renamed.has(label))) {
    throw new UserError(
      `${setting('labels')}: no row of ${content.name} has the label ${[...renamed.keys()].join(' or ')}`,
      `The labels are ${listed(found)}`,
    );
  }
  return named(content, (old) => renamed.get(old) ?? old);
}

/**
 * Renames all labels to the names that they have elsewhere.
 * @param names of all labels there, by the names that they have here
 * @throws UserError for a label without one
 */
export function withKnownNames(content: Content, names: ReadonlyMap<string, string>): Content {
  const unknown = distinctLabels(content).find((label) => !names.has(label));
  if (unknown !== undefined) throw unknownLabel(content, unknown, [...names.keys()]);
  return named(content, (old) => names.get(old) as string);
}

/**
 * Text labels as the numbers 0, 1, … in alphabetical order; numbers stay unchanged.
 * @throws UserError if only some are numbers: one label would get a number that belongs to another
 */
export function withNumbers(content: Content): Content {
  if (!content.labelNames) return content;
  const found = distinctLabels(content);
  const texts = found.filter((label) => parseDecimal(label) === undefined);
  if (texts.length < found.length) {
    const numbers = found.filter((label) => parseDecimal(label) !== undefined);
    throw new UserError(
      `${content.name}: labels are numbers here, and ${listed(texts)} ${texts.length === 1 ? 'is' : 'are'} none beside ${listed(numbers)}`,
      `Give each a number: ${setting('labels')} ${texts.map((label) => `${label}=…`).join(',')}`,
    );
  }
  const positions = new Map(found.map((label, position) => [label, String(position)]));
  return named(content, (old) => positions.get(old) as string);
}

function named(content: Content, rename: (old: string) => string): Content {
  const renamed = [...new Set(content.labels)].map((label) => [label, rename(nameOf(label, content))] as const);
  const numbers = renamed.map(([label, name]) => [label, parseDecimal(name)] as const);
  const areNumbers = numbers.every(([, number]) => number !== undefined);
  const names = [...new Set(renamed.map(([, name]) => name))];
  const positions = new Map(names.map((name, position) => [name, position]));
  const targets = new Map(areNumbers ? numbers : renamed.map(([label, name]) => [label, positions.get(name)]));
  const labels = content.labels.map((label) => targets.get(label) as number);
  return withLabels(content, labels, areNumbers ? undefined : names);
}

function withLabels(content: Content, labels: Float64Array, labelNames: string[] | undefined): Content {
  const relabelled = mapChunks(content, (chunk, first) => {
    return { ...chunk, labels: labels.subarray(first, first + chunk.labels.length) };
  });
  return { ...relabelled, labels, labelNames };
}
