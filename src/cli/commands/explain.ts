import type { Command } from 'commander';
import { biasOfFixedBatches } from '../../algorithms/fixed-batches.js';
import { orders } from '../../algorithms/orders.js';
import { differenceLine, differenceText } from '../../report/differences.js';
import { trainedRows } from '../../results/comparison/target.js';
import { explainDifference, explainVersions } from '../../results/explain.js';
import { noteUnsealed, readRun } from '../../results/read.js';
import type { Run } from '../../results/schema.js';
import { parseRule } from '../../rules/index.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { print } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

const EXAMPLES = examples([
  'adabatch explain baseline/a.json results/b.json',
  'why adabatch check does not take the two for one run',
]);

/** Defines `adabatch explain`: what makes two runs different. Resolves to the exit code by way of `finish`. */
export function defineExplainCommand(command: Command, finish: Finish): void {
  command.argument('<file>', 'result of a run').argument('<other file>', 'result of another');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXAMPLES))
    .action(async (file: string, other: string, options: { quiet?: boolean }) =>
      finish(await explainCommand(file, other, options)),
    );
}

async function explainCommand(file: string, otherFile: string, options: { quiet?: boolean }): Promise<number> {
  const terminal = new Terminal(options);
  const [one, other] = [await readRun(file), await readRun(otherFile)];
  noteUnsealed(
    [file, otherFile].filter((_, position) => [one, other][position]?.sha256 === undefined),
    (text) => terminal.note(text),
  );
  await print(differenceText(explainDifference(one, other), one.id === other.id));
  const versions = explainVersions(one, other);
  if (versions) terminal.note(differenceLine(versions));
  for (const bias of [one, other].map(biasOf)) if (bias) terminal.warn(bias);
  return ExitCode.done;
}

/** A remark on a run whose batches kept their rows; an order or a rule of another version says nothing. */
function biasOf(run: Run): string | undefined {
  const { configuration } = run;
  const order = orders.find(({ name }) => name === configuration.order);
  const rule = parseRule(configuration.rule);
  return order && rule && biasOfFixedBatches(order, rule, configuration.batch, trainedRows(run));
}
