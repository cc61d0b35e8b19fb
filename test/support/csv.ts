import { type CsvOptions, readCsv } from '../../src/data/formats/csv/reader.js';
import { type Complaint, chunksOf, complaintOf, type Reading, readAll } from './reading.js';

/** The options with which a test reads CSV text. */
export type Given = Partial<CsvOptions>;

/** Reads CSV text, separated by commas unless the options say otherwise. */
export function readText(text: string, given: Given = {}, size?: number): Promise<Reading> {
  return readAll(readCsv(chunksOf(text, size), { file: 'a.csv', separator: ',', ...given }));
}

/** The same where rows with a fault are left out. */
export function readSound(text: string, given: Given = {}): Promise<Reading> {
  return readAll(readCsv(chunksOf(text), { file: 'a.csv', separator: ',', ...given }, () => {}));
}

/** What is wrong with CSV text, and the hint. */
export function complaintAbout(text: string, given: Given = {}, size?: number): Promise<Complaint> {
  return complaintOf(readText(text, given, size));
}
