import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvFormat, readCsv } from '../../src/data/formats/csv/reader.js';
import { detectFormat, refuse } from '../../src/data/formats/format.js';
import type { RowReader } from '../../src/data/rows.js';
import { parseCsv, type SlowTable } from '../reference/csv.js';
import { chunksOf, type Reading } from '../support/reading.js';
import { nearlyCsv, shuffledRows, soundCsv } from './grammars.js';
import { mutationsOf } from './mutations.js';
import { expectLocated, outcomeOf } from './outcome.js';
import { csvText } from './samples.js';
import { PATIENCE, runs } from './settings.js';

const size = fc.integer({ min: 1, max: 64 });
const NAMES = new Map([
  ['tabs', '\t'],
  ['semicolons', ';'],
  ['commas', ','],
]);

/** CSV, whatever else a text looks like. */
const ANY_TEXT = { ...csvFormat, recognises: () => true };

/** Reads a text as CSV, with the separator that is found in it. */
async function* readAsCsv(bytes: Buffer, cut?: number): RowReader {
  const { lines, bytes: peeked } = await detectFormat(chunksOf(bytes, cut), 'a.csv', [ANY_TEXT]);
  return yield* csvFormat.read(peeked, 'a.csv', lines, {}, refuse);
}

/** Checks that readCsv gives the separator, header, labels, features and values of the slow parser for any chunks. */
async function expectAgreement(bytes: Buffer, cut: number): Promise<SlowTable | undefined> {
  const whole = await outcomeOf(readAsCsv(bytes));
  expect(await outcomeOf(readAsCsv(bytes, cut))).toEqual(whole);
  if (whole.fault) expectLocated(whole.fault, bytes);
  else expect(tableOf(whole.reading)).toEqual(parseCsv(bytes));
  return whole.reading && tableOf(whole.reading);
}

function tableOf({ rows, summary: { labelNames, columns, notes } }: Reading): SlowTable {
  const [, separators = ''] = /separated by (\w+)/.exec(notes[0] ?? '') ?? [];
  return {
    separator: NAMES.get(separators) ?? '',
    header: columns?.header ?? false,
    labels: rows.map(({ label }) => labelNames?.[label] ?? label),
    rows: rows.map(({ indices, values }) => new Map(indices.map((k, i) => [columns?.features[k] ?? '', values[i]!]))),
  };
}

describe('readCsv on damaged text', () => {
  test(
    'readCsv ends in the table of the slow parser or in a located fault on mutations of samples',
    () =>
      fc.assert(
        fc.asyncProperty(mutationsOf(csvText), size, async (bytes, cut) => {
          await expectAgreement(bytes, cut);
        }),
        runs(0.03),
      ),
    PATIENCE,
  );

  test(
    'readCsv ends in the table of the slow parser or in a located fault on tables that are nearly sound',
    () =>
      fc.assert(
        fc.asyncProperty(nearlyCsv, size, async (bytes, cut) => {
          await expectAgreement(bytes, cut);
        }),
        runs(0.02),
      ),
    PATIENCE,
  );
});

test(
  'readCsv reads tables of any header, columns, comments and separator as the slow parser does',
  () =>
    fc.assert(
      fc.asyncProperty(soundCsv, size, async (bytes, cut) => {
        expect(await expectAgreement(bytes, cut)).toEqual(parseCsv(bytes));
      }),
      runs(0.04),
    ),
  PATIENCE,
);

test(
  'readCsv reads the same rows in whatever order they are',
  () =>
    fc.assert(
      fc.asyncProperty(shuffledRows, async ({ rows, shuffled }) => {
        const [one, other] = await Promise.all([rows, shuffled].map(contentOf));
        expect(other).toEqual(one);
      }),
      runs(0.01),
    ),
  PATIENCE,
);

/** The rows under a header, in an order that does not depend on that of the lines; undefined where they are refused. */
async function contentOf(lines: string[]): Promise<unknown> {
  const options = { file: 'a.csv', separator: ',', header: true } as const;
  const { reading } = await outcomeOf(readCsv(chunksOf(['size,kind,label', ...lines].join('\n')), options));
  if (!reading) return undefined;
  const { labels, rows } = tableOf(reading);
  const sorted = rows.map((row, at) => JSON.stringify([labels[at], ...[...row].sort()])).sort();
  return { rows: sorted, features: reading.summary.columns?.features.toSorted() };
}
