import type { Command } from 'commander';
import { reportPage } from '../../report/html/page.js';
import { drawRuns, readDrawn } from '../../results/comparison/curves.js';

import { ExitCode } from '../exit-code.js';
import { withFlags } from '../flags.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addTargets, type TargetOptions } from '../options/targets.js';
import { commandOf } from '../repeating.js';
import { isStdout, writeWhole } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface ReportOptions extends TargetOptions {
  output: string;
  quiet?: boolean;
}

const EXPLAINED = `One file with everything: what was run, pictures of what a larger batch costs and of the curves, the
table of adabatch compare with the command that makes each row again, and warnings. It opens from disk, loads nothing
from elsewhere, and reads without scripts, too; what a reader chose is in its address.
`;

const EXAMPLES = examples(
  ['adabatch report results/sweep', 'writes report.html'],
  ['adabatch report results/sweep --target 0.35 -o sweep.html', 'with a target of yours'],
);

/** Defines `adabatch report`, which writes a page about runs. Resolves to the exit code by way of `finish`. */
export function defineReportCommand(command: Command, finish: Finish): void {
  addTargets(command.argument('[folder or file...]', 'results of runs', ['results']))
    .optionsGroup('Output:')
    .option('-o, --output <file>', 'where to write the page; - is stdout', 'report.html');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (paths: string[], options: ReportOptions) => finish(await reportCommand(paths, options)));
}

async function reportCommand(paths: string[], options: ReportOptions): Promise<number> {
  const { output } = options;
  const terminal = new Terminal(options);
  const runs = await readDrawn(paths, (text) => terminal.note(text));
  const drawing = drawRuns(runs, options);
  await writeWhole(output, await reportPage({ drawing, runs, spell: withFlags, commandOf }));
  if (!isStdout(output)) terminal.note(`wrote ${output}`);
  return ExitCode.done;
}
