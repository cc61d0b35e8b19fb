import path from 'node:path';
import { z } from 'zod';
import { readText } from '../util/files.js';
import { parseJson } from '../util/json.js';
import { writeJson, writingIn } from './json.js';
import { SEARCH } from './names.js';
import { tuningSchema } from './schema.js';

const searchSchema = z.strictObject({
  schema: z.literal('adabatch/search@1'),
  /** What was searched for: the content of the data, and the configuration as asked, without seed and step size. */
  of: z.unknown(),
  dataset: z.string(),
  /** The version that searched. */
  adabatch: z.string(),
  stepSize: z.number().positive(),
  tuning: tuningSchema,
});
/** A search for a step size, which every run in a folder that needs it reads: `search-<key>.json`. */
export type Search = z.infer<typeof searchSchema>;

/** The search with a key in a folder; undefined if it has none, or none that can be read. */
export async function readSearch(folder: string, key: string): Promise<Search | undefined> {
  try {
    const search = searchSchema.parse(parseJson(await readText(path.join(folder, fileOf(key)))));
    return search.tuning.key === key ? search : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a search at once or not at all. Throws a UserError if the folder cannot be written. */
export async function writeSearch(folder: string, search: Search): Promise<void> {
  const content = searchSchema.parse(search);
  await writingIn(folder, () => writeJson(folder, fileOf(search.tuning.key), content));
}

function fileOf(key: string): string {
  return `${SEARCH}${key}.json`;
}
