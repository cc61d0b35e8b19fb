import { parseSchedule, type Schedule } from '../algorithms/schedules.js';
import { parseRule, ruleForms } from '../rules/index.js';
import type { Rule } from '../rules/rule.js';
import { number, type Parser, parseNumber, refuse, refuseUnknown } from '../util/parse.js';

// What the settings of a run take, beside numbers, names and lists.

/**
 * A step size as the user asks for it: a number, a multiple of the limit 1/L, half of the rule's limit, the best that a
 * search finds, or the best at batch 1.
 */
export type StepSizeRequest = number | `${number}/L` | 'auto' | 'tune' | 'frozen';

const STEP_SIZES = 'a number above 0 such as 0.1 or 2^-3, a multiple of 1/L such as 4/L, auto, tune or frozen';

/** A step size; every spelling of a multiple of the limit gives the same text. */
export const stepSize: Parser<StepSizeRequest> = (text, name) => {
  if (text === 'auto' || text === 'tune' || text === 'frozen') return text;
  const [, multiple] = /^(.*)\/L$/.exec(text.trim()) ?? [];
  const value = parseNumber(multiple ?? text);
  if (!(value > 0)) refuse(name, STEP_SIZES, text);
  return multiple === undefined ? value : `${value}/L`;
};

/** A rule, by its name. */
export const rule: Parser<Rule> = (text, name) => parseRule(text) ?? refuseUnknown(name, 'rule', text, ruleForms);

/** How the step size changes from pass to pass. */
export const schedule: Parser<Schedule> = (text, name) =>
  parseSchedule(text) ?? refuse(name, 'constant, exp:β with β above 0 and at most 1, sqrt or inv', text);

/** How features are scaled, if at all. */
export const scale: Parser<'max-abs' | undefined> = (text, name) => {
  if (text === 'none') return undefined;
  return text === 'max-abs' ? text : refuse(name, 'max-abs or none', text);
};

/** Whether something can be an entry of a registry: it has a name. */
export function isEntry(given: unknown): given is { name: string } {
  return typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string';
}

/** Whether something is a list of texts. */
export function isList(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.length > 0 && given.every((item) => typeof item === 'string');
}

/** A text as it is. */
export const text: Parser<string> = (given) => given;

/** Yes or no. */
export const truth: Parser<boolean> = (text, name) =>
  text === 'true' || (text === 'false' ? false : refuse(name, 'true or false', text));

/** λ as a number. */
export const fromZero: Parser<number> = number('a number from 0, or 1/n', (value) => value >= 0);

/** A number of passes. */
export const passNumber: Parser<number> = number('a number from 0', (value) => value >= 0);

/** Any number. */
export const anyNumber: Parser<number> = number('a number', Number.isFinite);
