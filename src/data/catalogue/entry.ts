import { z } from 'zod';

/** A sha256 in hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const count = z.int().positive().optional();

/** The catalogue's entry for a dataset. Figures that are not known for certain are left out. */
export const entrySchema = z
  .strictObject({
    /** Its name on the command line. */
    name: z.string().regex(/^[\w-]+(\.[\w-]+)*$/),
    /** What the rows are and what their labels mean, in a few words. */
    title: z.string(),
    task: z.enum(['binary', 'multiclass', 'regression']),
    /** The page of its source that describes it. */
    page: z.url(),
    /** The address of the file at its source; left out if none is known, so that a mirror is needed. */
    address: z.url({ protocol: /^https?$/ }).optional(),
    /** The file's name at a mirror, if there is no address to tell. */
    file: z.string().optional(),
    rows: count,
    /** The largest index in the file, or the columns of a CSV file. */
    features: count,
    /** The number of stored values other than 0. */
    nonzeros: count,
    /** The sha256 of the labels, rows and features, as in results: it is the same however the file is packed. */
    rowsSha256: sha256.optional(),
    /** The two labels of the file. The higher is +1, as always, so that no run depends on how it got its data. */
    labels: z
      .strictObject({ negative: z.number(), positive: z.number() })
      .refine(({ negative, positive }) => negative < positive)
      .optional(),
    /** What its source says about how the data may be used. */
    licence: z.string().optional(),
    note: z.string().optional(),
    citation: z.string(),
  })
  .refine(({ address, file }) => (address === undefined) !== (file === undefined), 'either an address or a file');

/** A dataset of the catalogue: one file to fetch. */
export type CatalogueEntry = z.infer<typeof entrySchema>;

/** The name of a dataset's file at its source, and so at a mirror. */
export function fileOf({ address, file }: CatalogueEntry): string {
  return file ?? decodeURIComponent(new URL(address as string).pathname.split('/').at(-1) as string);
}
