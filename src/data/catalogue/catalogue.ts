import { readdir, readFile } from 'node:fs/promises';
import { closest, distance } from 'fastest-levenshtein';
import { parse } from 'yaml';
import { packageFile } from '../../package-files.js';
import { type CatalogueEntry, entrySchema } from './entry.js';

const FOLDER = packageFile('datasets/catalog/');
const ENDING = '.yaml';
/** The share of a name's letters that may differ from the name that was meant. */
const MOST_DIFFERENCES = 0.4;

/** All datasets of the catalogue, by name. */
export async function readCatalogue(): Promise<CatalogueEntry[]> {
  return Promise.all((await catalogueNames()).map(readEntry));
}

/** The dataset of that name, or undefined if the catalogue has none. */
export async function findEntry(name: string): Promise<CatalogueEntry | undefined> {
  return (await catalogueNames()).includes(name) ? readEntry(name) : undefined;
}

/**
 * The name, from the catalogue or `others`, that was probably meant: the shortest that begins with what was typed, else
 * the one with the fewest letters changed. Undefined if none is near.
 */
export async function nearestName(typed: string, ...others: string[]): Promise<string | undefined> {
  const names = [...others, ...(await catalogueNames())];
  return shortestWith(typed, names) ?? closestTo(typed, names);
}

function shortestWith(beginning: string, names: readonly string[]): string | undefined {
  if (beginning.length < 2) return undefined;
  const begun = names.filter((name) => name.toLowerCase().startsWith(beginning.toLowerCase()));
  return begun.sort((one, other) => one.length - other.length)[0];
}

function closestTo(typed: string, names: readonly string[]): string | undefined {
  const nearest = closest(typed, names);
  const isNear = distance(typed, nearest) <= Math.max(1, MOST_DIFFERENCES * typed.length);
  return isNear ? nearest : undefined;
}

async function catalogueNames(): Promise<string[]> {
  const files = await readdir(FOLDER);
  const names = files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
  return names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

async function readEntry(name: string): Promise<CatalogueEntry> {
  return entrySchema.parse(parse(await readFile(new URL(`${name}${ENDING}`, FOLDER), 'utf8')));
}
