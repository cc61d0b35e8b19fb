import { type Command, Option } from 'commander';
import { type PredictionRequest, predict, scores } from '../../evaluation/predict.js';
import { count } from '../../util/text.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addModelAndData } from '../options/model.js';
import { interruptible, untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { isStdout, writeOutput } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';
import { refusePacked } from './data/output-format.js';

interface PredictOptions extends Omit<PredictionRequest, 'model'> {
  out?: string;
  quiet?: boolean;
}

const EXPLAINED = `A line a row, in the order of the file, in digits that read back to the same doubles; the same on every
machine. Rows are scored as they are read, whatever the size of the file. Labels are not looked at: a CSV file may lack
their column, and a line of LIBSVM may begin with any number. Features without a weight in the model are ignored.
`;

const EXAMPLES = examples(
  ['adabatch predict model.jsonl -d new.svm -o scores', 'a margin for every row'],
  [
    'zcat new.csv.gz | adabatch predict model.jsonl -d - --as probability | head',
    'the first few probabilities of the label that is +1',
  ],
);

/** Defines `adabatch predict`, the scores of a model. Resolves to the exit code by way of `finish`. */
export function definePredictCommand(command: Command, finish: Finish): void {
  addModelAndData(command)
    .optionsGroup('Output:')
    .addOption(
      new Option('--as <score>', 'margin x·w, or probability of +1 (logistic loss)').choices(scores).default('margin'),
    )
    .option('-o, --out <file>', 'write to a file, at once or not at all (default: stdout)');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (model: string, options: PredictOptions) => finish(await predictCommand(model, options)));
}

async function predictCommand(model: string, { out, ...options }: PredictOptions): Promise<number> {
  if (!isStdout(out)) refusePacked(out, 'Leave -o out, and pack stdout, as with | gzip');
  const terminal = new Terminal(options);
  return untilInterrupted(async (signal) => {
    let rows = 0;
    const lines = async function* () {
      for await (const scored of predict({ ...options, model }, observerOn(terminal, signal))) {
        rows += scored.length;
        if (scored.length > 0) yield `${scored.join('\n')}\n`;
      }
    };
    await writeOutput(out, interruptible(lines(), signal)).finally(() => terminal.endBar());
    if (!isStdout(out)) terminal.note(`saved ${out}: ${count(rows, 'row')}`);
    return ExitCode.done;
  });
}
