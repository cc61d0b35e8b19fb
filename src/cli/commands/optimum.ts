import type { Command } from 'commander';
import { type OptimumReport, reportOptimum } from '../../experiment/optimum-report.js';
import { problemRequestOf } from '../../settings/request.js';
import { problemKeys } from '../../settings/settings.js';
import { shown } from '../../util/visible.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addSettings, explainedLosses, settingOption, settingsIn, textOption } from '../options/settings.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { print, printJson } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface OutputOptions {
  json?: boolean;
  quiet?: boolean;
}

const EXAMPLES = examples([
  'adabatch optimum -d train.svm --l2 1/n',
  'the least value of the logistic objective; from then on every run with the same data, loss and λ has a suboptimality in its curve',
]);

/** Defines `adabatch optimum`, the certified least value of an objective. Resolves to the exit code by way of `finish`. */
export function defineOptimumCommand(command: Command, finish: Finish): void {
  addSettings(command, problemKeys, textOption);
  command
    .addOption(settingOption('seed', 'of the run: which rows --test-fraction holds out').helpGroup('Objective:'))
    .optionsGroup('Output:')
    .option('--json', 'print the result as JSON on stdout');
  addCommonOptions(command)
    .addHelpText('after', helpText(explainedLosses, EXAMPLES))
    .action(async (options: OutputOptions) => finish(await optimumCommand(options)));
}

async function optimumCommand(options: OutputOptions): Promise<number> {
  const request = problemRequestOf(settingsIn(options));
  const terminal = new Terminal(options);
  return untilInterrupted(async (signal) => {
    const report = await reportOptimum(request, observerOn(terminal, signal));
    terminal.endBar();
    await (options.json ? printJson(report) : print(describe(shown(report))));
    return ExitCode.done;
  });
}

function describe({ optimum, dataset, configuration }: OptimumReport): string {
  const { objective, gradientNorm, initialGradientNorm, gapBound, newtonSteps, hessianProducts } = optimum;
  const { scale, loss, l2, bias } = configuration;
  return [
    `${dataset.name}${scale ? `, scaled by ${scale}` : ''}, ${loss} loss, λ = ${l2}${bias ? ', with a bias' : ''}`,
    `F*        ${objective}`,
    `‖∇F‖      ${gradientNorm.toExponential(2)}, ${ratio(gradientNorm, initialGradientNorm)} of that at w = 0`,
    `F − F*    ${gapBound === null ? 'has no bound: F is not known to be strongly convex' : `at most ${gapBound.toExponential(2)}, by ‖∇F‖²/(2λ)`}`,
    `work      ${newtonSteps} Newton steps, ${hessianProducts} products with the Hessian\n`,
  ].join('\n');
}

function ratio(part: number, whole: number): string {
  return (whole === 0 ? 0 : part / whole).toExponential(2);
}
