import { expect } from 'vitest';
import type { RowReader } from '../../src/data/rows.js';
import { InputError } from '../../src/util/errors.js';
import { type Reading, readAll } from '../support/reading.js';

/** How reading a text ended: in rows, or in a fault that is located. Other errors are thrown on. */
export type Outcome = { reading: Reading; fault?: undefined } | { reading?: undefined; fault: InputError };

/** Reads to the end. */
export async function outcomeOf(reader: RowReader): Promise<Outcome> {
  try {
    return { reading: await readAll(reader) };
  } catch (error) {
    if (error instanceof InputError) return { fault: error };
    throw error;
  }
}

/** The faults of a whole file, which have no line. */
const OF_THE_WHOLE = /^there are no rows$|archive|^the text is in UTF-16/;

/** Asserts that a fault is at a line and column that the text has, unless it is one of the whole file. */
export function expectLocated(fault: InputError, bytes: Uint8Array): void {
  const { line, column } = fault.place;
  if (line === undefined || column === undefined) {
    expect(fault.problem).toMatch(OF_THE_WHOLE);
    return;
  }
  const text = Buffer.from(bytes).toString('latin1').split('\n')[line - 1];
  expect(column).toBeGreaterThanOrEqual(1);
  expect(column).toBeLessThanOrEqual((text?.length ?? Number.NaN) + 1);
}
