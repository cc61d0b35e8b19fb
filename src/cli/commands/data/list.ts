import type { Command } from 'commander';
import { type Overview, overview } from '../../../data/catalogue/overview.js';
import { plainTable } from '../../../report/table.js';
import { listed, wrapped } from '../../../util/text.js';
import { ExitCode } from '../../exit-code.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { print, printJson } from '../../terminal/output.js';

const EXAMPLES = examples(
  ['adabatch data list', 'what adabatch data fetch can get'],
  ["adabatch data list --json | jq -r '.[] | select(.fetched).name'", 'what it got'],
);

const UNKNOWN = '—';

/** Defines `adabatch data list`, the datasets that have names. Resolves to the exit code by way of `finish`. */
export function defineListCommand(command: Command, finish: Finish): void {
  command.option('--json', 'print all that is known of them as JSON');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXAMPLES))
    .action(async (options: { json?: boolean }) => finish(await listCommand(options)));
}

async function listCommand({ json }: { json?: boolean }): Promise<number> {
  const datasets = await overview();
  await (json ? printJson(datasets.map(complete)) : print(table(datasets)));
  return ExitCode.done;
}

/** Unknown values are null, so that all have the same keys. */
function complete({ name, title, task, rows, features, nonzeros, density, labels, ...rest }: Overview) {
  const { rowsSha256, page, address, file, licence, citation, note, fetched } = rest;
  const all = {
    name,
    title,
    task,
    rows,
    features,
    nonzeros,
    density,
    labels,
    rowsSha256,
    page,
    address,
    file,
    licence,
  };
  return Object.fromEntries(
    Object.entries({ ...all, citation, note, fetched }).map(([key, value]) => [key, value ?? null]),
  );
}

function table(datasets: Overview[]): string {
  const head = ['name', 'task', 'rows', 'features', 'non-zeros', 'density', 'fetched'];
  const lines = datasets.map(({ name, task, rows, features, nonzeros, density, fetched }) => [
    ...[name, task, count(rows), count(features), count(nonzeros)],
    ...[density === undefined ? UNKNOWN : density.toPrecision(2), fetched ? 'yes' : 'no'],
  ]);
  const aligns = head.map((title) => (/^(rows|features|non-zeros|density)$/.test(title) ? 'right' : 'left'));
  const pinned = datasets.filter(({ rowsSha256 }) => rowsSha256 !== undefined).map(({ name }) => name);
  const trust = `The sha256 of ${listed(pinned)} is in the catalogue; of the rest the first fetch is trusted.`;
  return `${plainTable(head, lines, aligns)}\n${wrapped(trust)}\n`;
}

function count(figure: number | undefined): string {
  return figure === undefined ? UNKNOWN : String(figure);
}
