import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from '../../src/data/formats/read.js';
import { parseLibsvm } from '../reference/libsvm.js';
import { chunksOf } from '../support/reading.js';
import { nearlyCsv, nearlyLibsvm } from './grammars.js';
import { mutationsOf } from './mutations.js';
import { expectLocated, outcomeOf } from './outcome.js';
import { csvText, libsvmText } from './samples.js';
import { PATIENCE, runs } from './settings.js';

test(
  'readRows takes sound LIBSVM text for LIBSVM, and ends in rows or a located fault with any text',
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(mutationsOf(libsvmText), mutationsOf(csvText), nearlyLibsvm, nearlyCsv),
        async (bytes) => {
          const { reading, fault } = await outcomeOf(readRows('-', { stdin: chunksOf(bytes) }).rows);
          const slow = parseLibsvm(bytes);
          if (slow) expect(reading?.rows).toEqual(slow.rows);
          if (fault) expectLocated(fault, bytes);
        },
      ),
      runs(0.12),
    ),
  PATIENCE,
);
