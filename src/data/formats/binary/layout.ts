import { z } from 'zod';
import { listOf } from '../../../util/json.js';
import type { ColumnPlan, ReadSummary } from '../../rows.js';

// The binary form of a dataset: what its LIBSVM or CSV file said, read at once. Numbers are little-endian.
//
//   MAGIC       the bytes that say what this is
//   version     u32
//   length      u32, of the header in bytes
//   header      JSON in UTF-8: the ReadSummary
//   checksum    SHA-256 of all that comes before, 32 bytes
//   chunks      each as in chunk-bytes.ts, with at least one row
//   end         8 zero bytes
//   checksum    SHA-256 of all that comes before, the first checksum too

/** No text begins like this, and a transfer as text does not leave it as it is. */
export const MAGIC: Uint8Array = Buffer.from('\x89adabatch\r\n\n', 'latin1');

/** Raised with every change of the layout or of the header. */
export const VERSION = 1;

/** The name of the digest that is the checksum, and its length in bytes. */
export const CHECKSUM = { algorithm: 'sha256', bytes: 32 };

const whole = z.int().nonnegative();

/** What a plan of columns must be. */
export const columnsSchema: z.ZodType<ColumnPlan> = z
  .object({ names: listOf(z.string(), 1), header: z.boolean(), label: whole, features: listOf(z.string()) })
  .refine(({ names, label }) => label < names.length);

const header = z.object({
  indexBase: z.literal([0, 1]),
  features: whole.max(2 ** 31 - 1),
  labelNames: listOf(z.string()).exactOptional(),
  columns: columnsSchema.exactOptional(),
  notes: listOf(z.string()),
});

function hasItsFeatures({ indexBase, features, columns }: ReadSummary): boolean {
  return !columns || (indexBase === 0 && columns.features.length === features);
}

/** What a header must be. */
export const headerSchema: z.ZodType<ReadSummary> = header.refine(hasItsFeatures);

/** What the summary of a file that was read must be: a header, and what is said of the file itself. */
export const summarySchema: z.ZodType<ReadSummary> = header
  .extend({ endsWithoutNewline: z.literal(true).exactOptional(), warnings: listOf(z.string()).exactOptional() })
  .refine(hasItsFeatures);
