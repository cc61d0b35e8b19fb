import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLibsvm } from '../../src/data/formats/libsvm/reader.js';
import { parseLibsvm } from '../reference/libsvm.js';
import { chunksOf } from '../support/reading.js';
import { nearlyLibsvm } from './grammars.js';
import { mutationsOf } from './mutations.js';
import { expectLocated, outcomeOf } from './outcome.js';
import { libsvmSources, libsvmText } from './samples.js';
import { PATIENCE, runs } from './settings.js';

const base = fc.constantFrom(undefined, undefined, 0, 1);
const size = fc.integer({ min: 1, max: 64 });

/** The reader and the slow parser take the same texts for the same rows, wherever the chunks are cut. */
async function expectAgreement(bytes: Buffer, cut: number, indexBase: 0 | 1 | undefined): Promise<void> {
  const options = { file: 'a.svm', ...(indexBase !== undefined && { indexBase }) };
  const whole = await outcomeOf(readLibsvm(chunksOf(bytes), options));
  const inPieces = await outcomeOf(readLibsvm(chunksOf(bytes, cut), options));
  expect(inPieces).toEqual(whole);
  const slow = parseLibsvm(bytes, indexBase);
  expect(whole.reading?.rows).toEqual(slow?.rows);
  if (whole.fault) expectLocated(whole.fault, bytes);
  else expect(whole.reading.summary).toMatchObject({ indexBase: slow?.indexBase, features: slow?.features });
}

describe('readLibsvm on damaged text', () => {
  test(
    `readLibsvm ends in the rows of the slow parser or in a located fault on mutations of ${libsvmSources}`,
    () => fc.assert(fc.asyncProperty(mutationsOf(libsvmText), size, base, expectAgreement), runs(0.47)),
    PATIENCE,
  );

  test(
    'readLibsvm ends in the rows of the slow parser or in a located fault on lines that are nearly sound',
    () => fc.assert(fc.asyncProperty(nearlyLibsvm, size, base, expectAgreement), runs(0.2)),
    PATIENCE,
  );
});
