import { UserError } from '../errors.js';
import { listed } from '../wording.js';
import { type Content, mapChunks } from './content.js';
import { classify, distinctLabels, findClasses, nameOf, spelling } from './labels.js';
import { parseDecimal } from './readers/decimal.js';

/** The labels as −1 and +1. Throws a UserError where a named label does not occur, or none would be −1. */
export function withClasses(content: Content, positive: string[]): Content {
  return withLabels(content, classify(content, findClasses(content, positive)), undefined);
}

/**
 * Other names for some labels; the rest keep theirs. The labels are numbers where all that occur then are.
 * @param names new ones by the old ones, as the user spells them
 * @throws UserError where an old one does not occur
 */
export function withNames(content: Content, names: ReadonlyMap<string, string>): Content {
  const found = distinctLabels(content);
  const renamed = new Map([...names].map(([old, name]) => [spelling(old, content), name]));
  const missing = [...renamed.keys()].find((old) => !found.includes(old));
  if (missing !== undefined) {
    throw new UserError(
      `--labels: no row of ${content.name} has the label ${missing}`,
      `The labels are ${listed(found)}`,
    );
  }
  return named(content, (old) => renamed.get(old) ?? old);
}

/** Text labels as the numbers 0, 1, … in the order of the alphabet; numbers stay what they are. */
export function withNumbers(content: Content): Content {
  if (!content.labelNames) return content;
  const found = distinctLabels(content);
  return named(content, (old) => String(found.indexOf(old)));
}

function named(content: Content, rename: (old: string) => string): Content {
  const renamed = new Map([...new Set(content.labels)].map((label) => [label, rename(nameOf(label, content))]));
  const numbers = [...renamed].map(([label, name]) => [label, parseDecimal(name)] as const);
  const areNumbers = numbers.every(([, number]) => number !== undefined);
  const names = [...new Set(renamed.values())];
  const targets = areNumbers
    ? new Map(numbers)
    : new Map([...renamed].map(([label, name]) => [label, names.indexOf(name)]));
  const labels = content.labels.map((label) => targets.get(label) as number);
  return withLabels(content, labels, areNumbers ? undefined : names);
}

function withLabels(content: Content, labels: Float64Array, labelNames: string[] | undefined): Content {
  const relabelled = mapChunks(content, (chunk, first) => {
    return { ...chunk, labels: labels.subarray(first, first + chunk.labels.length) };
  });
  return { ...relabelled, labels, labelNames };
}
