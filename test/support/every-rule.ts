import { rules } from '../../src/rules/index.js';
import { powerRule } from '../../src/rules/power.js';
import type { Rule } from '../../src/rules/rule.js';

/** The rules by name, and one with a parameter. */
export const everyRule: readonly Rule[] = [...rules, powerRule(0.5)];
