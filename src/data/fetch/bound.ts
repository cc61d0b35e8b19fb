import { statfs } from 'node:fs/promises';
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
 * How large the file of a dataset can be: as large as its rows in the catalogue written out in full. Where these figures
 * are not known, or say too little, it must leave a tenth of the disk's free space.
 * @param folder where it is to be put
 */
export async function boundOf(
  { name, rows = Number.NaN, features = Number.NaN, nonzeros = rows * features }: CatalogueEntry,
  folder: string,
): Promise<Bound> {
  const text = nonzeros * VALUE_BYTES + rows * ROW_BYTES;
  if (text <= MOST_BYTES) return { bytes: text, why: `as much as ${name} can have` };
  const { bavail, bsize } = await statfs(folder);
  const room = Math.floor(SHARE_OF_DISK * bavail * bsize);
  if (room < MOST_BYTES) return { bytes: room, why: 'nine tenths of the free space on the disk' };
  return { bytes: MOST_BYTES, why: 'as much as any dataset of the catalogue can have' };
}
