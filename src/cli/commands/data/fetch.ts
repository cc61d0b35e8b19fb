import type { Command } from 'commander';
import { findEntry, nearestName } from '../../../data/catalogue/catalogue.js';
import type { CatalogueEntry } from '../../../data/catalogue/entry.js';
import type { FetchedRecord } from '../../../data/catalogue/fetched.js';
import { fetchDataset } from '../../../data/fetch/fetch.js';
import { mirrorAddress, withoutCredentials } from '../../../data/fetch/mirror.js';
import { UserError } from '../../../util/errors.js';
import { type Parser, refuse } from '../../../util/parse.js';
import { count } from '../../../util/text.js';
import { shown } from '../../../util/visible.js';
import { ExitCode } from '../../exit-code.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { option } from '../../options/values.js';
import { untilInterrupted } from '../../terminal/interrupt.js';
import { print, printJson } from '../../terminal/output.js';
import { printError, Terminal } from '../../terminal/terminal.js';

interface FetchCommandOptions {
  mirror?: URL | undefined;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  debug?: boolean;
}

const EXPLAINED = `A dataset is kept in the user's cache folder (XDG_CACHE_HOME moves it on Linux), as its source packs it, and is
there only once it was read and has the rows, features and non-zeros of the catalogue, and their sha256 if that is known
(rowsSha256 in adabatch data list --json). Of the rest the first fetch is trusted: the sha256 of its rows is recorded,
and whatever is fetched later must have the same. A fetch that was broken off goes on where it stopped. A file larger
than its rows can be, a server slower than 1 kB a second and a redirect from https to http are refused.

A mirror is a folder, on a disk or at a URL, with the files side by side, named as at their sources (address in
adabatch data list --json); one that is unpacked, without the ending .bz2 or .xz, will do.
`;

const EXAMPLES = examples(
  ['adabatch data fetch rcv1.binary rcv1.binary.t', 'from then on adabatch run -d rcv1.binary --test rcv1.binary.t'],
  [
    'ADABATCH_MIRROR=/media/stick adabatch data fetch news20',
    'without the internet, from files that were brought along',
  ],
);

/** Defines `adabatch data fetch`, which downloads datasets. Resolves to the exit code by way of `finish`. */
export function defineFetchCommand(command: Command, finish: Finish): void {
  command
    .argument('<dataset...>', 'names that adabatch data list shows')
    .addOption(
      option('--mirror <URL or folder>', 'fetch from there (default: ADABATCH_MIRROR, or the sources)', mirrorFrom),
    )
    .option('--force', 'fetch also what is there')
    .optionsGroup('Output:')
    .option('--json', 'print the records of what was fetched as JSON');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (names: string[], options: FetchCommandOptions) => finish(await fetchCommand(names, options)));
}

const mirrorFrom: Parser<URL> = (text, name) =>
  mirrorAddress(text) ?? refuse(name, 'an http, https or file URL, or a folder', withoutCredentials(text));

/** The mirror given on the command line, or in the environment. */
function mirrorOf(options: FetchCommandOptions): URL | undefined {
  const { ADABATCH_MIRROR: everywhere } = process.env;
  return options.mirror ?? (everywhere ? mirrorFrom(everywhere, 'ADABATCH_MIRROR') : undefined);
}

async function fetchCommand(names: readonly string[], options: FetchCommandOptions): Promise<number> {
  const entries = await Promise.all([...new Set(names)].map(knownEntry));
  const asked = { ...options, mirror: mirrorOf(options) };
  const terminal = new Terminal(options);
  return untilInterrupted(async (signal) => {
    const records: FetchedRecord[] = [];
    for (const entry of entries) {
      const record = await fetchOne(entry, asked, terminal, signal);
      if (signal.aborted) break;
      if (record && !options.json) await print(describe(entry, shown(record)));
      if (record) records.push(record);
    }
    if (options.json) await printJson(records);
    if (signal.aborted) return ExitCode.interrupted;
    return records.length === entries.length ? ExitCode.done : ExitCode.failed;
  });
}

async function knownEntry(name: string): Promise<CatalogueEntry> {
  const entry = await findEntry(name);
  if (entry) return entry;
  const nearest = await nearestName(name);
  const hint = 'adabatch data list shows the names';
  throw new UserError(
    `there is no dataset "${name}" in the catalogue`,
    nearest ? `Is ${nearest} meant? ${hint}` : hint,
  );
}

/** Fetches a dataset; if that fails it says why, and the others are fetched all the same. */
async function fetchOne(
  entry: CatalogueEntry,
  { mirror, force = false, debug = false }: FetchCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FetchedRecord | undefined> {
  try {
    const { record, wasThere } = await fetchDataset(entry, {
      ...{ mirror, force, signal },
      note: (text) => terminal.note(text),
      onProgress: (step, bytes, total) => terminal.progress(bytes, total ?? bytes, `${step} ${entry.name}`),
    });
    if (wasThere) terminal.note(`${entry.name} is there already`);
    return record;
  } catch (error) {
    if (signal.aborted) terminal.note('interrupted: what came is kept, and the same command goes on');
    else if (error instanceof UserError) printError(error, debug);
    else throw error;
    return undefined;
  } finally {
    terminal.endBar();
  }
}

/** Why a file counts as the dataset. Earlier versions may not have checked it against the catalogue's sha256. */
function trust(entry: CatalogueEntry, record: FetchedRecord): string {
  if (entry.rowsSha256 === undefined) return 'as the first fetch: the catalogue has no sha256 of it';
  if (entry.rowsSha256 === record.rowsSha256) return 'by the sha256 of its rows in the catalogue';
  return 'as the first fetch: the sha256 in the catalogue is newer, and --force compares with it';
}

function describe(entry: CatalogueEntry, record: FetchedRecord): string {
  const { name, title, licence, citation, note, page } = entry;
  const { rows, features, nonzeros } = record;
  const figures = [count(rows, 'row'), count(features, 'feature'), count(nonzeros, 'non-zero')].join(', ');
  return [
    `${name}: ${title}`,
    `  figures   ${figures}`,
    `  sha256    ${record.sha256}`,
    `  trusted   ${trust(entry, record)}`,
    `  from      ${record.address}`,
    `  about     ${page}`,
    ...(note === undefined ? [] : [`  note      ${note}`]),
    `  licence   ${licence ?? 'none is known'}`,
    `  cite      ${citation}\n`,
  ].join('\n');
}
