import path from 'node:path';
import type { Command } from 'commander';
import { describeEnvironment } from '../../experiment/environment.js';
import { drawSvg } from '../../report/plots/formats.js';
import { claimCsv } from '../../report/verdicts/csv.js';
import { verdictMarkdown } from '../../report/verdicts/markdown.js';
import { verdictPage } from '../../report/verdicts/page.js';
import { ORIGIN, type Reproduction } from '../../report/verdicts/reproduction.js';
import { verdictTable } from '../../report/verdicts/table.js';
import { isMachineBusy } from '../../reproduce/busy.js';
import type { Claim } from '../../reproduce/claim.js';
import { claims } from '../../reproduce/claims/index.js';
import { type JudgedClaim, type ReproductionWatch, reproduce } from '../../reproduce/reproduce.js';
import { checkFolder } from '../../results/save.js';
import type { Assignment } from '../../settings/request.js';
import { problemKeys, rowOf, type SettingKey } from '../../settings/settings.js';
import { UserError } from '../../util/errors.js';
import { writeWhole } from '../../util/files.js';
import { list, type Parser, refuseUnknown, wholeNumber } from '../../util/parse.js';
import { shellWord } from '../../util/shell.js';
import { count } from '../../util/text.js';
import { ExitCode } from '../exit-code.js';
import { flagOf } from '../flags.js';
import { examples, glossary, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addSettings } from '../options/settings.js';
import { axisOption } from '../options/sweep.js';
import { option } from '../options/values.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { print } from '../terminal/output.js';
import { SweepProgress } from '../terminal/sweep-progress.js';
import { Terminal } from '../terminal/terminal.js';

/** As commander hands them over: of each setting its values, or whether it is on. */
type Given = Partial<Record<SettingKey, string[] | boolean>>;

interface ReproduceOptions extends Given {
  claims: Claim[];
  quick?: boolean;
  jobs?: number;
  out: string;
  quiet?: boolean;
}

/** What of the data and the objective can be said. A held-out fraction would make the objective depend on the seed. */
const KEYS = problemKeys.filter((key) => key !== 'testFraction');
const STANDARD_LAMBDAS = { full: ['0', '1/n'], quick: ['1/n'] };

/** How pictures look. */
const LOOK = { theme: 'light', width: null, hasTitle: true } as const;

const EXPLAINED = `Checks the paper's claims, one by one, on the built-in dataset or on yours: makes the runs that each
needs, and says whether it holds, up to which batch, or that the data say nothing of it. ${ORIGIN}

The folder gets report.html, report.md, verdicts.json and the figures of each claim as CSV; its runs are in runs. What it
has already is not run again, so the same command goes on where it was stopped. Claim 5 is timed: leave the machine alone.
`;

const EXAMPLES = examples(
  ['adabatch reproduce --quick', 'all claims on the built-in dataset, in about a minute'],
  ['adabatch reproduce -d train.svm --test test.svm -o results/claims', 'all claims on a file of yours'],
  ['adabatch reproduce -d a.svm,b.svm --claims 3,6 --l2 1/n', 'two claims on two files'],
);

/** Claims by their names, in the order of the reports. */
const someClaims: Parser<Claim[]> = (text, name) => {
  const named = list(text, name);
  for (const one of named) if (!claims.some((claim) => claim.name === one)) refuseUnknown(name, 'claim', one, claims);
  return claims.filter((claim) => named.includes(claim.name));
};

/** Defines `adabatch reproduce`, which checks the paper's claims. Resolves to the exit code by way of `finish`. */
export function defineReproduceCommand(command: Command, finish: Finish): void {
  const names = claims.map((claim) => claim.name);
  addSettings(command, KEYS, axisOption);
  command
    .optionsGroup('Claims:')
    .addOption(option('--claims <names>', `some of ${names.join(', ')}`, someClaims, names).default(claims, 'all'))
    .option('--quick', 'fewer batches, rules and epochs: about a minute')
    .addOption(
      option('--jobs <n>', 'runs at the same time, where nothing is timed (default: one a core)', wholeNumber(1)),
    )
    .optionsGroup('Output:')
    .option('-o, --out <folder>', 'folder for the report and the runs', 'results/reproduce');
  const meanings = claims.map(({ name, title }): [string, string] => [name, title]);
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, glossary('Claims:', meanings), EXAMPLES))
    .action(async (options: ReproduceOptions) => finish(await reproduceCommand(options)));
}

async function reproduceCommand(options: ReproduceOptions): Promise<number> {
  const terminal = new Terminal(options);
  const { claims: asked, quick = false, jobs, out } = options;
  const bases = basesOf(options);
  await checkFolder(out);
  const judged = await untilInterrupted((signal) => {
    const request = { claims: asked, bases, l2: lambdasOf(options), isQuick: quick, jobs, folder: out };
    return reproduce(request, watchOn(terminal, signal)).finally(() => terminal.endBar());
  });
  if (!judged) {
    terminal.note('interrupted: what was measured is saved, and the same command goes on');
    return ExitCode.interrupted;
  }
  const reproduction = reproductionOf(judged, options);
  await writeReports(reproduction, out);
  await print(verdictTable(reproduction.verdicts));
  terminal.note(`wrote ${path.join(out, 'report.html')}: the figures behind the verdicts`);
  return ExitCode.done;
}

function watchOn(terminal: Terminal, signal: AbortSignal): ReproductionWatch {
  const observer = { ...observerOn(terminal, signal), warn: () => {} };
  return {
    observer,
    async isBusy() {
      const isBusy = await isMachineBusy();
      if (isBusy) terminal.warn('others keep this machine busy: what is timed now is marked, and says nothing');
      return isBusy;
    },
    sweep(ofClaims) {
      let progress: SweepProgress | undefined;
      return {
        reading: observer,
        begin({ part, done }, tasks) {
          const names = ofClaims.map((claim) => claim.name).join(', ');
          terminal.note(
            `claims ${names}: ${count(part.length, 'run')}, ${done.size} done before, ${tasks.length} to do`,
          );
          progress = new SweepProgress(terminal, tasks.length);
          return { ...progress.observer(signal), warn: () => {} };
        },
        ended(_, end) {
          progress?.next();
          if (end.status === 'failed' && 'reason' in end) terminal.warn(`a run failed: ${end.reason}`);
        },
      };
    },
  };
}

/** The settings that all runs on a dataset have, of each dataset. */
function basesOf(options: ReproduceOptions): Assignment[] {
  const { dataset, l2, ...others } = Object.fromEntries(KEYS.map((key) => [key, options[key]])) as Given;
  const datasets = valuesOf(dataset ?? [rowOf('dataset').standard as string]);
  if (others.test !== undefined && datasets.length > 1) {
    throw new UserError(`${flagOf('test')} goes with one dataset, not with ${datasets.length}`, 'Check each by itself');
  }
  const common = Object.entries(others).flatMap(([key, given]) => {
    if (given === undefined) return [];
    const [text, ...more] = valuesOf(given);
    if (more.length > 0)
      throw new UserError(`${flagOf(key as SettingKey)} takes one value here`, 'Check each by itself');
    return [[key, text]];
  });
  return datasets.map((name) => ({ dataset: name, ...Object.fromEntries(common) }));
}

function valuesOf(given: string[] | boolean): string[] {
  return Array.isArray(given) ? given : [String(given)];
}

function lambdasOf({ l2, quick }: ReproduceOptions): string[] {
  if (Array.isArray(l2)) return l2;
  return quick ? STANDARD_LAMBDAS.quick : STANDARD_LAMBDAS.full;
}

function reproductionOf(judged: readonly JudgedClaim[], options: ReproduceOptions): Reproduction {
  const { adabatch, node, cpu, cores } = describeEnvironment();
  return {
    verdicts: {
      schema: 'adabatch/verdicts@1',
      environment: { adabatch, node, cpu, cores },
      isQuick: options.quick ?? false,
      claims: judged.map(({ figures, findings, ...claim }) => ({
        ...claim,
        command: commandFor(claim.claim, options),
        findings,
      })),
    },
    figuresOf: new Map(judged.map(({ claim, figures }) => [claim, figures])),
  };
}

/** The command that decides one claim again. */
function commandFor(claim: string, options: ReproduceOptions): string {
  const given = KEYS.flatMap((key) => {
    const value = options[key];
    if (value === undefined || value === false) return [];
    return value === true ? [flagOf(key)] : [flagOf(key), shellWord(valuesOf(value).join(','))];
  });
  const quick = options.quick ? ['--quick'] : [];
  return ['adabatch reproduce --claims', claim, ...given, ...quick, '-o', shellWord(options.out)].join(' ');
}

/** Writes all that there is to read; the verdicts are last, so that they mark a whole report. */
async function writeReports(reproduction: Reproduction, folder: string): Promise<void> {
  const fileOf = (claim: string, place: number) => `claim-${claim}-${place + 1}.svg`;
  const write = (name: string, content: string) => writeWhole(path.join(folder, name), content);
  for (const claim of reproduction.verdicts.claims) {
    await write(`claim-${claim.claim}.csv`, claimCsv(claim));
    for (const [place, figure] of (reproduction.figuresOf.get(claim.claim) ?? []).entries()) {
      await write(fileOf(claim.claim, place), await drawSvg([figure], LOOK));
    }
  }
  await write('report.html', await verdictPage(reproduction));
  await write('report.md', verdictMarkdown(reproduction, fileOf));
  await write('verdicts.json', `${JSON.stringify(reproduction.verdicts, null, 2)}\n`);
}
