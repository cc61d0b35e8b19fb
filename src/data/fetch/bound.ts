import { freeBytes } from '../../util/files.js';
import type { CatalogueEntry } from '../catalogue/entry.js';

/** How large a file may be, and why no larger. */
export interface Bound {
  bytes: number;
  why: string;
}

/** The longest form of a stored value: a blank, an index of 10 digits, a colon, a double of 24 characters. */
const VALUE_BYTES = 36;
/** The most that a row adds: a label and the end of a line. */
const ROW_BYTES = 32;
/** More than any dataset of the catalogue unpacked; the largest (webspam) has about 24 GB. */
const MOST_BYTES = 2 ** 35;
const SHARE_OF_DISK = 0.9;

/**
 * The largest that the file of a dataset can be: the size of its rows, by the catalogue, written out in full. If the
 * catalogue does not know how many values they store, the file must also leave a tenth of the disk's free space.
 * @param folder where the file is put
 * @param there the bytes of it that are already there
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
