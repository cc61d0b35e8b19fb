import { freeBytes } from '../../util/files.js';
import type { CatalogueEntry } from '../catalogue/entry.js';

/** How large a file may be, and why no larger. */
export interface Bound {
  bytes: number;
  why: string;
}

/** What a stored value is written in at most: a blank, an index of 10 digits, a colon, a double of 24 characters. */
const VALUE_BYTES = 36;
/** What else a row has at most: a label and the end of a line. */
const ROW_BYTES = 32;
/** More than any dataset of the catalogue unpacked, the largest of which (webspam) has about 24 GB. */
const MOST_BYTES = 2 ** 35;
const SHARE_OF_DISK = 0.9;

/**
 * How large the file of a dataset can be: as large as its rows in the catalogue written out in full. Where the catalogue
 * does not know how many values they store, it is to leave a tenth of the disk's free space, too.
 * @param folder where it is to be put
 * @param there how much of it is there already
 */
export async function boundOf(entry: CatalogueEntry, folder: string, there: number): Promise<Bound> {
  const { name, rows = Number.NaN, features = Number.NaN, nonzeros } = entry;
  const values = nonzeros ?? rows * features;
  const ofRows = { bytes: values * VALUE_BYTES + rows * ROW_BYTES, why: `as much as ${name} can have` };
  if (nonzeros !== undefined && rows > 0) return ofRows;
  const room = Math.floor(SHARE_OF_DISK * (await freeBytes(folder)));
  const ofDisk = { bytes: there + room, why: 'nine tenths of the free space on the disk' };
  const ofAll = { bytes: MOST_BYTES, why: 'as much as any dataset of the catalogue can have' };
  return [ofRows, ofDisk].reduce((least, bound) => (bound.bytes < least.bytes ? bound : least), ofAll);
}
