import { z } from 'zod';
import { listOf } from '../../../util/json.js';
import type { ColumnPlan, ReadSummary } from '../../rows.js';

// The binary form of a dataset: the content of its LIBSVM or CSV file, quick to read. Numbers are little-endian.
//
//   MAGIC       the bytes that identify the form
//   version     u32
//   length      u32, of the header in bytes
//   header      JSON in UTF-8: the ReadSummary
//   checksum    SHA-256 of everything before it, 32 bytes
//   chunks      each as in chunk-bytes.ts, with at least one row
//   end         8 zero bytes
//   checksum    SHA-256 of everything before it, including the first checksum

/** No text begins like this, and a transfer as text changes it. */
export const MAGIC: Uint8Array = Buffer.from('\x89adabatch\r\n\n', 'latin1');

/** Raised with every change of the layout or of the header. */
export const VERSION = 1;

/** The name of the digest that is the checksum, and its length in bytes. */
export const CHECKSUM = { algorithm: 'sha256', bytes: 32 };

const whole = z.int().nonnegative();

/** The schema of a plan of columns. */
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

/** The schema of a header. */
export const headerSchema: z.ZodType<ReadSummary> = header.refine(hasItsFeatures);

/** The schema of a summary of a file that was read: a header, and remarks on the file itself. */
export const summarySchema: z.ZodType<ReadSummary> = header
  .extend({ endsWithoutNewline: z.literal(true).exactOptional(), warnings: listOf(z.string()).exactOptional() })
  .refine(hasItsFeatures);
