import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/data/readers/csv.js';
import { parseCsv, type SlowTable } from '../reference/csv.js';
import { chunksOf, type Reading } from '../support/reading.js';
import { nearlyCsv } from './grammars.js';
import { mutationsOf } from './mutations.js';
import { expectLocated, outcomeOf } from './outcome.js';
import { csvText } from './samples.js';
import { PATIENCE, runs } from './settings.js';

const size = fc.integer({ min: 1, max: 64 });

/** What is accepted has the labels, features and values of the slow parser, wherever the chunks are cut. */
async function expectAgreement(bytes: Buffer, cut: number): Promise<void> {
  const options = { file: 'a.csv', separator: ',' } as const;
  const whole = await outcomeOf(readCsv(chunksOf(bytes), options));
  expect(await outcomeOf(readCsv(chunksOf(bytes, cut), options))).toEqual(whole);
  if (whole.fault) expectLocated(whole.fault, bytes);
  else expect(tableOf(whole.reading)).toEqual(parseCsv(bytes, ',', whole.reading.summary.columns?.header ?? false));
}

function tableOf({ rows, summary: { labelNames, columns } }: Reading): SlowTable {
  return {
    labels: rows.map(({ label }) => labelNames?.[label] ?? label),
    rows: rows.map(
      ({ indices, values }) => new Map(indices.map((k, i) => [columns?.features[k] ?? '', values[i] as number])),
    ),
  };
}

describe('readCsv ends in the table of the slow parser or in a located fault', () => {
  test(
    'on mutations of samples',
    () => fc.assert(fc.asyncProperty(mutationsOf(csvText), size, expectAgreement), runs(0.05)),
    PATIENCE,
  );

  test(
    'on tables that are nearly sound',
    () => fc.assert(fc.asyncProperty(nearlyCsv, size, expectAgreement), runs(0.05)),
    PATIENCE,
  );
});
