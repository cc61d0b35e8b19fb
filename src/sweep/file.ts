import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { rowOf, type SettingKey, settingKeys } from '../settings/settings.js';
import { InputError, readFailure, UserError } from '../util/errors.js';
import { openStream } from '../util/files.js';
import { nearest } from '../util/nearest.js';
import { hyphenated } from '../util/setting.js';
import { joinParts } from './axes.js';
import { type Grid, type Group, lengthOf, override } from './grid.js';
import { readAxis, readPart } from './values.js';

/**
 * Reads the grids of a sweep file.
 * @throws UserError if the file cannot be read or is no sweep, with the place
 */
export async function readSweepFile(file: string): Promise<Grid[]> {
  try {
    return parseSweep(await textOf(file), file);
  } catch (error) {
    throw readFailure(`'${file}'`, error);
  }
}

/** The most that a sweep file may have: more can take the YAML parser minutes and all memory, as 1 MiB of `? ` did. */
const MOST_KIBIBYTES = 64;

async function textOf(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of openStream(file)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= MOST_KIBIBYTES * 1024) continue;
    throw new UserError(
      `'${file}' is larger than the ${MOST_KIBIBYTES} KiB that a sweep file may have`,
      'Write lists as ranges, or take several files',
    );
  }
  return Buffer.concat(chunks).toString();
}

/**
 * The grids that a sweep file describes.
 * @param file its name, for errors
 */
export function parseSweep(text: string, file: string): Grid[] {
  return new SweepParser(text.replace(/^\uFEFF/, ''), file).grids();
}

const GRIDS = 'grids';
const ZIP = 'zip';
/** The settings by their names in a file, of which the seed has two. */
const SETTINGS = new Map<string, SettingKey>([
  ...settingKeys.map((key) => [hyphenated(key), key] as const),
  ['seeds', 'seed'],
]);

/** A key of a mapping, and its value, which exists. */
interface Entry {
  key: string;
  keyNode: Scalar;
  value: Node;
}

/** The most items of all axes of a file; ranges in grids that aliases repeat would have no end. */
const MOST_VALUES = 200_000;

class SweepParser {
  readonly #text: string;
  readonly #file: string;
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #targets: ReadonlyMap<Alias, Node | undefined>;
  #values = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    // Duplicate keys are found below, also those in a zip or under another name.
    this.#document = parseDocument(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false });
    const [fault] = [...this.#document.errors, ...this.#document.warnings];
    if (fault) this.#refuse(fault.pos[0], explain(fault));
    this.#targets = targetsOf(this.#document);
  }

  grids(): Grid[] {
    const { contents } = this.#document;
    if (contents === null) this.#refuse(0, 'the file is empty', 'See the example in adabatch help sweep');
    const entries = this.#entries(contents, 'a sweep');
    const shared = this.#grid(entries.filter(({ key }) => key !== GRIDS));
    const own = entries.find(({ key }) => key === GRIDS);
    return own ? this.#gridsOf(own).map((grid) => override(shared, grid)) : [shared];
  }

  #gridsOf({ value, keyNode }: Entry): Grid[] {
    const node = this.#resolved(value);
    if (!isSeq(node)) this.#refuse(node, `${GRIDS} takes a list of mappings`, 'Begin each grid with "- "');
    if (node.items.length === 0) this.#refuse(keyNode, `${GRIDS} is an empty list`);
    return node.items.map((item) => this.#grid(this.#entries(item as Node, 'a grid')));
  }

  #grid(entries: Entry[]): Grid {
    const seen = new Set<SettingKey>();
    return entries.flatMap((entry) =>
      entry.key === ZIP ? this.#zips(entry, seen) : [new Map([this.#axis(entry, seen)])],
    );
  }

  #zips({ value, keyNode }: Entry, seen: Set<SettingKey>): Group[] {
    const node = this.#resolved(value);
    const mappings = isSeq(node) ? (node.items as Node[]) : [node];
    const zips = mappings.map((mapping) => ({ mapping, entries: this.#entries(mapping, ZIP) }));
    if (zips.length === 0 || zips.some(({ entries }) => entries.length === 0)) this.#refuse(keyNode, `${ZIP} is empty`);
    return zips.map(({ mapping, entries }) => {
      const group = new Map(entries.map((entry) => this.#axis(entry, seen)));
      this.#at(mapping, () => lengthOf(group));
      return group;
    });
  }

  /** The keys of a mapping, each unique and with a value. */
  #entries(node: Node, what: string): Entry[] {
    const mapping = this.#resolved(node);
    if (!isMap(mapping)) this.#refuse(mapping, `${what} is a mapping of options to values`, 'Such as "batch: 64"');
    const entries = (mapping as YAMLMap<Scalar, Node | null>).items.map((pair) => this.#entry(pair));
    const keys = new Set<string>();
    const twice = entries.find(({ key }) => keys.size === keys.add(key).size);
    if (twice) this.#refuse(twice.keyNode, `${twice.key} is there twice`);
    return entries;
  }

  #entry({ key: keyNode, value }: Pair<Scalar, Node | null>): Entry {
    const key = String(keyNode.value);
    if (value === null || this.#isNull(value)) this.#refuse(keyNode, `${key} has no value`);
    return { key, keyNode, value };
  }

  #isNull(node: Node): boolean {
    const resolved = this.#resolved(node);
    return isScalar(resolved) && resolved.value === null;
  }

  /** @param seen the settings that the grid has so far; this adds the one of this entry */
  #axis({ key: name, keyNode, value }: Entry, seen: Set<SettingKey>): [SettingKey, string[]] {
    if (name === GRIDS || name === ZIP) this.#refuse(keyNode, `${name} has no place here`);
    const key = SETTINGS.get(name);
    if (!key) this.#refuse(keyNode, `there is no option "${name}"`, suggestion(name));
    if (seen.has(key)) this.#refuse(keyNode, `${name} is there twice: a grid has an option once, in a ${ZIP} or not`);
    seen.add(key);
    const items = this.#items(key, name, value);
    this.#values += items.length;
    if (this.#values > MOST_VALUES) {
      this.#refuse(keyNode, `the file has more than ${MOST_VALUES} values up to here`, 'Shorten a list or a range');
    }
    return [key, items];
  }

  #items(key: SettingKey, name: string, value: Node): string[] {
    const node = this.#resolved(value);
    if (!isSeq(node)) return this.#at(value, () => readAxis(key, this.#textOf(value, name), name));
    if (rowOf(key).axis === 'one value') this.#refuse(value, `${name} takes one value, not a list`);
    if (node.items.length === 0) this.#refuse(value, `${name} is an empty list`);
    const parts = node.items.map((item) => () => {
      return this.#at(item as Node, () => readPart(key, this.#textOf(item as Node, name), name));
    });
    return this.#at(value, () => joinParts(parts, name));
  }

  /** The text of a value, as it is written. */
  #textOf(node: Node, key: string): string {
    const value = this.#resolved(node);
    if (!isScalar(value)) {
      this.#refuse(
        node,
        `${key} takes a value or a list of values, not a ${isMap(value) ? 'mapping' : 'list of lists'}`,
      );
    }
    if (value.value === null) this.#refuse(node, `${key} has an item without a value`);
    return typeof value.value === 'string' ? value.value : (value.source ?? String(value.value));
  }

  #resolved(node: Node): Node {
    if (!isAlias(node)) return node;
    return this.#targets.get(node) ?? this.#refuse(node, `there is no anchor &${node.source} before this`);
  }

  /** Does something that may refuse a value, and adds where the value is. */
  #at<Result>(node: Node, read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError) || error instanceof InputError) throw error;
      return this.#refuse(node, error.message, error.hint);
    }
  }

  #refuse(where: Node | number, message: string, hint?: string): never {
    const offset = typeof where === 'number' ? where : (where.range?.[0] ?? 0);
    const lines = this.#text.slice(0, offset).split(/\r\n|\n/);
    const column = Buffer.byteLength(lines.at(-1) ?? '') + 1;
    throw new InputError({ file: this.#file, line: lines.length, column }, message, hint);
  }
}

/** The targets of aliases. The library's own `resolve` traverses the document for each: 20,000 took 42 s. */
function targetsOf(document: ReturnType<typeof parseDocument>): Map<Alias, Node | undefined> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) targets.set(node, anchored.get(node.source));
      else if (node.anchor) anchored.set(node.anchor, node);
    },
  });
  return targets;
}

function explain({ code, message }: { code: string; message: string }): string {
  if (code === 'MULTIPLE_DOCS') return 'a sweep file is one document, and here a second one begins';
  if (code === 'RESOURCE_EXHAUSTION') return 'the lists and mappings of a sweep file are not nested as deeply';
  return `this is no YAML: ${message}`;
}

function suggestion(name: string): string {
  const meant = nearest(name, [...SETTINGS.keys(), ZIP, GRIDS]);
  return meant ? `Did you mean ${meant}?` : 'Keys are the long names of options that adabatch help sweep lists';
}
