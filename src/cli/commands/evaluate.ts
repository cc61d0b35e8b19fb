import type { Command } from 'commander';
import { evaluate } from '../../evaluation/evaluate.js';
import type { ModelRequest } from '../../evaluation/request.js';
import { evaluationText } from '../../report/evaluation/text.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addModelAndData } from '../options/model.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { print, printJson } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface EvaluateOptions extends Omit<ModelRequest, 'model'> {
  json?: boolean;
  quiet?: boolean;
}

const EXPLAINED = `Loss and error are those of run --test: the mean loss without the L2 term, and the share of rows whose
margin has the wrong sign. AUC is the share of pairs of a +1 and a -1 in which the +1 has the greater margin; equal
margins count half. Precision and recall are those of a margin above 0. The logistic loss has a table of how well its
probabilities fit, by tenths of the rows; the squared loss has RMSE and R². Features without a weight in the model are
ignored, and labels that it does not know are refused.
`;

const EXAMPLES = examples(
  ['adabatch evaluate model.jsonl -d test.svm', 'what a model does on data that it was not trained on'],
  ['adabatch evaluate model.jsonl -d test.svm --json | jq .auc', 'one measure, for a script'],
);

/** Defines `adabatch evaluate`, the measures of a model on data. Resolves to the exit code by way of `finish`. */
export function defineEvaluateCommand(command: Command, finish: Finish): void {
  addModelAndData(command).optionsGroup('Output:').option('--json', 'print the measures as JSON on stdout');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (model: string, options: EvaluateOptions) => finish(await evaluateCommand(model, options)));
}

async function evaluateCommand(model: string, { json, ...options }: EvaluateOptions): Promise<number> {
  const terminal = new Terminal(options);
  return untilInterrupted(async (signal) => {
    const evaluation = await evaluate({ ...options, model }, observerOn(terminal, signal));
    terminal.endBar();
    await (json ? printJson(evaluation) : print(evaluationText(evaluation)));
    return ExitCode.done;
  });
}
