import type { Command } from 'commander';
import { type CheckedFile, checkFile } from '../../../data/formats/check.js';
import { formatOf, refuseForeignOptions, type UserFormat } from '../../../data/formats/user-format.js';
import { UserError } from '../../../util/errors.js';
import { wholeNumber, wordOr } from '../../../util/parse.js';
import { count } from '../../../util/text.js';
import { visible } from '../../../util/visible.js';
import { ExitCode } from '../../exit-code.js';
import { withFlags } from '../../flags.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { addFormatOptions } from '../../options/settings.js';
import { option } from '../../options/values.js';
import { untilInterrupted } from '../../terminal/interrupt.js';
import { readingOn } from '../../terminal/observer.js';
import { isStdout, print, printJson } from '../../terminal/output.js';
import { Terminal } from '../../terminal/terminal.js';
import { Faults } from './faults.js';
import { refusePacked } from './output-format.js';
import { repair } from './repair.js';

interface CheckCommandOptions extends UserFormat {
  limit: number | 'all';
  repair?: boolean;
  out?: string;
  json?: boolean;
  quiet?: boolean;
}

const EXPLAINED = `Every fault is a line file:line:column: message on stdout. Only --repair writes: of a LIBSVM file, a copy in which the
indices of every row are sorted, and values that are written twice are written once; all else stays as it is, to the
byte. Where a fault is left that takes a decision, nothing is written. Exit code: 0 no fault (left), 1 there are, 2 the
file cannot be read at all.
`;

const EXAMPLES = examples(
  ['adabatch data check train.svm', 'all that is wrong with a file, and what to try'],
  [
    'adabatch data check train.svm --repair -o train.sorted.svm',
    'a sound copy, if sorting and dropping duplicates is enough',
  ],
);

/** Defines `adabatch data check`, which finds every fault of a file. Resolves to the exit code by way of `finish`. */
export function defineDataCheckCommand(command: Command, finish: Finish): void {
  command.argument('<file>', 'LIBSVM, CSV or binary file, also packed; - is stdin').optionsGroup('Data:');
  addFormatOptions(command);
  command
    .optionsGroup('Output:')
    .option('--repair', 'write a copy with sorted indices and without duplicates that agree')
    .optionsGroup('Output:')
    .option('-o, --out <file>', 'write the copy to a file, at once or not at all (default: stdout)')
    .addOption(option('--limit <n|all>', 'how many faults to show', wordOr('all', wholeNumber(0))).default(100))
    .option('--json', 'print the faults as JSON on stdout');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (file: string, options: CheckCommandOptions) => finish(await checkCommand(file, options)));
}

async function checkCommand(file: string, options: CheckCommandOptions): Promise<number> {
  refuseUnclear(options);
  const terminal = new Terminal(options);
  const faults = new Faults(options.limit === 'all' ? Number.POSITIVE_INFINITY : options.limit);
  return untilInterrupted(async (signal) => {
    const reading = { ...formatOf(options), signal, onProgress: readingOn(terminal) };
    if (options.repair) return repair(file, reading, options, faults, terminal);
    const checked = await checkFile(file, reading, (fault) => faults.add(fault));
    terminal.endBar();
    const name = file === '-' ? 'stdin' : file;
    if (checked.summary) refuseForeignOptions(options, { name, columns: checked.summary.columns });
    if (options.json) await printJson(describe(name, checked, faults));
    else await print(faults.kept.map(({ message }) => `${visible(withFlags(message))}\n`).join(''));
    remark(name, checked, faults, terminal);
    return faults.total > 0 ? ExitCode.failed : ExitCode.done;
  });
}

function refuseUnclear({ repair, out, json }: CheckCommandOptions): void {
  if (out !== undefined && !repair) {
    throw new UserError('-o is for the copy that --repair writes', 'Give both, or neither');
  }
  if (out !== undefined) refusePacked(out, 'Leave the ending out');
  if (repair && json && isStdout(out)) {
    throw new UserError('--json and the repaired copy would both go to stdout', 'Write the copy to a file with -o');
  }
}

function describe(file: string, { rows, summary }: CheckedFile, faults: Faults): object {
  const atEnd = summary
    ? { soundRows: rows, endsInNewline: !summary.endsWithoutNewline }
    : { soundRows: null, endsInNewline: null };
  return { file, complete: summary !== undefined, ...atEnd, ...faults.toJson() };
}

/** Remarks that are no faults, and what to try with the faults. */
function remark(name: string, checked: CheckedFile, faults: Faults, terminal: Terminal): void {
  const { rows, summary } = checked;
  const hidden = faults.total - faults.kept.length;
  if (hidden > 0) terminal.note(`${hidden} more; --limit all shows them`);
  for (const note of summary?.notes ?? []) terminal.note(note);
  for (const warning of summary?.warnings ?? []) terminal.warn(warning);
  if (!summary) terminal.warn('what comes after the last fault cannot be checked before that is corrected');
  else if (summary.endsWithoutNewline)
    terminal.warn('the last line does not end in a newline: the file may be cut short');
  for (const hint of faults.hints()) terminal.note(`hint: ${hint}`);
  const sound = summary ? `; ${count(rows, 'sound row')}` : '';
  terminal.note(`${name}: ${faults.total === 0 ? 'no fault' : faults.describe()}${sound}`);
}
