import { type Command, Option } from 'commander';
import type { Figure } from '../../report/plots/figure.js';
import { type PictureFormat, pictureFormats } from '../../report/plots/formats.js';
import { type ThemeName, themeNames } from '../../report/plots/looks.js';
import { pictureOf, pictures } from '../../report/plots/pictures/index.js';
import { type Choice, noChoice, type Picture, type Subject, subjectsOf } from '../../report/plots/pictures/picture.js';
import { terminalChart } from '../../report/plots/terminal/chart.js';
import { drawRuns, readDrawn } from '../../results/comparison/curves.js';
import { UserError } from '../../util/errors.js';
import { oneOf, wholeNumber } from '../../util/parse.js';

import { ExitCode } from '../exit-code.js';
import { examples, glossary, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addTargets, type TargetOptions } from '../options/targets.js';
import { explain, option } from '../options/values.js';
import { printPainted, writeWhole } from '../terminal/output.js';
import { screenOf } from '../terminal/screen.js';
import { Terminal } from '../terminal/terminal.js';

interface PlotOptions extends TargetOptions {
  picture?: Picture;
  x?: string;
  y?: string;
  output?: string;
  width?: number;
  theme: ThemeName;
  title: boolean;
  quiet?: boolean;
}

const EXPLAINED = `Lines are medians over the seeds, and bands or bars their range; the figures are those of adabatch compare.
Every dataset and objective has a figure of its own. Without -o it is drawn on the terminal.
`;

const EXAMPLES = examples(
  ['adabatch plot results/sweep', 'what a larger batch costs, a line a rule'],
  ['adabatch plot results/sweep --picture curves --y test-loss --x seconds -o curves.svg', 'curves, for a paper'],
  ['adabatch plot results/sweep --width 340 --no-title -o batch.svg', 'for the column of a paper'],
);

/** Rows of a chart. */
const ROWS = 14;
/** A picture of less has no room for its labels, one of more no screen. */
const WIDTHS = [40, 4000] as const;

/** Defines `adabatch plot`, which draws runs. Resolves to the exit code by way of `finish`. */
export function definePlotCommand(command: Command, finish: Finish): void {
  const names = pictures.map(({ name }) => name);
  const [xs, ys] = [namesOf(({ xs }) => xs), namesOf(({ ys }) => ys)];
  command
    .argument('[folder or file...]', 'results of runs', ['results'])
    .addOption(
      option(
        '--picture <name>',
        `${names.join(', ')} (default: the first that fits)`,
        oneOf('picture', pictures),
        names,
      ),
    )
    .addOption(new Option('--y <measure>', 'what to draw (default: the first of the picture)').choices(ys))
    .addOption(new Option('--x <cost>', 'what to draw curves against (default: epochs)').choices(xs));
  addTargets(command)
    .optionsGroup('Output:')
    .option('-o, --output <file>', `write a file: ${pictureFormats.map(({ ending }) => ending).join(', ')}`)
    .addOption(option('--width <n>', 'pixels of a file, or columns on the terminal', wholeNumber(...WIDTHS)))
    .addOption(new Option('--theme <name>', 'paper of a file').choices(themeNames).default('light'))
    .option('--no-title', 'leave the title out, for a paper with captions');
  const measures = pictures.map(({ name, ys }): [string, string] => [name, ys.join(', ')]);
  addCommonOptions(command)
    .addHelpText(
      'after',
      helpText(EXPLAINED, explain('Pictures:', pictures), glossary('Measures:', measures), explainedFormats, EXAMPLES),
    )
    .action(async (paths: string[], options: PlotOptions) => finish(await plotCommand(paths, options)));
}

const explainedFormats = glossary(
  'Files:',
  pictureFormats.map(({ ending, summary }) => [ending, summary]),
);

function namesOf(part: (picture: Picture) => readonly string[]): string[] {
  return [...new Set(pictures.flatMap(part))];
}

async function plotCommand(paths: string[], options: PlotOptions): Promise<number> {
  const { output, width = null, theme, title: hasTitle } = options;
  const format = output === undefined ? undefined : formatOf(output);
  checkChoice(options);
  const terminal = new Terminal(options);
  const runs = await readDrawn(paths, (text) => terminal.note(text));

  const figures = figuresOf(subjectsOf(drawRuns(runs, options)), options, terminal);
  if (format && output !== undefined) {
    await writeWhole(output, await format.write(figures, { theme, width, hasTitle }));
    terminal.note(`wrote ${output}`);
    // A paper says this in its caption.
    if (!hasTitle) for (const { title: text, subtitle } of figures) terminal.note([text, ...subtitle].join('; '));
  } else {
    const screen = screenOf(ROWS, width ?? undefined);
    await printPainted(figures.map((figure) => terminalChart(figure, { ...screen, hasTitle })).join('\n'));
  }
  return ExitCode.done;
}

function formatOf(output: string): PictureFormat {
  const format = pictureFormats.find(({ ending }) => output.toLowerCase().endsWith(ending));
  if (format) return format;
  const endings = pictureFormats.map(({ ending }) => ending).join(', ');
  throw new UserError(`-o takes a file that ends in ${endings}, not "${output}"`, 'The ending says the format');
}

/** Says which pictures have a measure, where the one that was asked for has not. */
function checkChoice(options: PlotOptions): void {
  const { picture, x, y } = options;
  if (candidates(options).length > 0) return;
  const asked = [...(y === undefined ? [] : [`--y ${y}`]), ...(x === undefined ? [] : [`--x ${x}`])].join(' and ');
  const having = pictures.filter(
    ({ xs, ys }) => (y === undefined || ys.includes(y)) && (x === undefined || xs.includes(x)),
  );
  const hint = having.length > 0 ? `Try --picture ${having.map(({ name }) => name).join(' or ')}` : 'Give one of them';
  throw new UserError(`${picture ? `--picture ${picture.name} has no` : 'no picture has'} ${asked}`, hint);
}

/** The pictures that have what was asked for. */
function candidates({ picture, x, y }: PlotOptions): Picture[] {
  const named = picture ? [picture] : pictures;
  return named.filter(({ xs, ys }) => (x === undefined || xs.includes(x)) && (y === undefined || ys.includes(y)));
}

/** A figure of each dataset and objective; those that have nothing to draw are left out, unless it is all of them. */
function figuresOf(subjects: readonly Subject[], options: PlotOptions, terminal: Terminal): Figure[] {
  const choice: Choice = { ...noChoice, x: options.x ?? null, y: options.y ?? null };
  const failures: { name: string; error: UserError }[] = [];
  const figures = subjects.flatMap((subject) => {
    try {
      return pictureOf(subject, candidates(options)).figure(subject, choice);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push({ name: subject.name, error });
      return [];
    }
  });
  if (figures.length === 0) throw failures[0]?.error;
  for (const { name, error } of failures) terminal.note(`left out ${name}: ${error.message}`);
  return figures;
}
