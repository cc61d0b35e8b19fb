import { adabatch } from './adabatch.js';
import { expected } from './expected.js';
import { mean } from './mean.js';
import { parsePower, powerForm } from './power.js';
import type { Rule } from './rule.js';
import { sum } from './sum.js';

/** The aggregation rules by name; a new one is a file like adabatch.ts and a place in this list. */
export const rules: readonly Rule[] = [mean, sum, adabatch, expected];

/** The rules as the help lists them, with those that have a parameter. */
export const ruleForms: readonly Pick<Rule, 'name' | 'summary'>[] = [...rules, powerForm];

/** The rule that a text names, or undefined. */
export function parseRule(text: string): Rule | undefined {
  return rules.find(({ name }) => name === text) ?? parsePower(text);
}
