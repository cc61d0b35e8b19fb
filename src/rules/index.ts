import { adabatch } from './adabatch.js';
import { expected } from './expected.js';
import { mean } from './mean.js';
import type { Rule } from './rule.js';
import { sum } from './sum.js';

/** The aggregation rules by name; a new one is a file like adabatch.ts and a place in this list. */
export const rules: readonly Rule[] = [mean, sum, adabatch, expected];
