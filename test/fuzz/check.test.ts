import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFile, repairFile } from '../../src/data/formats/check.js';
import { readRows } from '../../src/data/formats/read.js';
import { InputError } from '../../src/util/errors.js';
import { parseLibsvm, type SlowRow } from '../reference/libsvm.js';
import { chunksOf } from '../support/reading.js';
import { nearlyCsv, nearlyLibsvm } from './grammars.js';
import { mutationsOf } from './mutations.js';
import { expectLocated, outcomeOf } from './outcome.js';
import { csvText, libsvmText } from './samples.js';
import { PATIENCE, runs } from './settings.js';

const text = fc.oneof(mutationsOf(libsvmText), mutationsOf(csvText), nearlyLibsvm, nearlyCsv);

/** The faults that checkFile finds, or the one fault for which it cannot read the text at all. */
async function faultsOf(bytes: Buffer): Promise<{ faults: InputError[]; rows?: number }> {
  const faults: InputError[] = [];
  try {
    const { rows } = await checkFile('-', { stdin: chunksOf(bytes) }, (fault) => faults.push(fault));
    return { faults, rows };
  } catch (error) {
    if (error instanceof InputError) return { faults: [error] };
    throw error;
  }
}

test(
  'checkFile finds the faults for which reading refuses a text, in the order of the lines, and no other',
  () =>
    fc.assert(
      fc.asyncProperty(text, async (bytes) => {
        const { reading, fault } = await outcomeOf(readRows('-', { stdin: chunksOf(bytes) }).rows);
        const { faults, rows } = await faultsOf(bytes);
        expect(faults[0]?.message).toBe(fault?.message);
        if (reading) expect(rows).toBe(reading.rows.length);
        for (const found of faults) expectLocated(found, bytes);
        const lines = faults.map(({ place }) => place.line ?? 0);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      }),
      runs(0.06),
    ),
  PATIENCE,
);

interface Pair {
  index: number;
  value: number;
}

const labelled = fc.record({
  label: fc.integer(),
  pairs: fc.array(fc.record<Pair>({ index: fc.nat(6), value: fc.integer({ min: 1, max: 3 }) }), { maxLength: 6 }),
});

/** The row with its pairs sorted, each one once; undefined where an index has two values. */
function mended({ label, pairs }: { label: number; pairs: Pair[] }): SlowRow | undefined {
  const values = new Map(pairs.map(({ index, value }) => [index, value]));
  if (pairs.some(({ index, value }) => values.get(index) !== value)) return undefined;
  const sorted = [...values].sort(([left], [right]) => left - right);
  return { label, indices: sorted.map(([index]) => index), values: sorted.map(([, value]) => value) };
}

test(
  'checkFile --repair sorts and drops what agrees, names other faults, and leaves sound lines as they are',
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(labelled, { minLength: 1, maxLength: 4 }), async (rows) => {
        const lines = rows.map(({ label, pairs }) =>
          [label, ...pairs.map(({ index, value }) => `${index}:${value}`)].join(' '),
        );
        const bytes = Buffer.from(`${lines.join('\n')}\n`);
        const faults: InputError[] = [];
        const pieces: Uint8Array[] = [];
        const copy = repairFile('-', { stdin: chunksOf(bytes) }, (fault) => faults.push(fault));
        for await (const piece of copy) pieces.push(piece);
        const wanted = rows.map(mended);
        const left = new Set(faults.map(({ place }) => place.line));
        expect([...left]).toEqual(wanted.flatMap((row, position) => (row ? [] : [position + 1])));
        if (left.size === 0) expect(parseLibsvm(Buffer.concat(pieces))?.rows).toEqual(wanted);
        if (parseLibsvm(bytes)) expect(Buffer.concat(pieces)).toEqual(bytes);
      }),
      runs(0.02),
    ),
  PATIENCE,
);
