import path from 'node:path';
import type { Command } from 'commander';
import { comparisonTable } from '../../report/comparison/table.js';
import { plainTable } from '../../report/table.js';
import { drawRuns, readDrawn } from '../../results/comparison/curves.js';
import { checkFolder } from '../../results/save.js';
import type { Assignment } from '../../settings/request.js';
import { describeAssignment } from '../../sweep/assignment.js';
import type { Task } from '../../sweep/queue.js';
import type { RunEnd } from '../../sweep/run.js';
import { planSweep, type SweepOutcome, type SweepRun, type SweepWatch, sweep } from '../../sweep/sweep.js';
import { UserError, WriteError } from '../../util/errors.js';
import { groupBy } from '../../util/group-by.js';
import { hyphenated, setting } from '../../util/setting.js';
import { shellWord } from '../../util/shell.js';
import { count } from '../../util/text.js';
import { version } from '../../util/version.js';
import { visible } from '../../util/visible.js';
import { ExitCode } from '../exit-code.js';
import { withFlags } from '../flags.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { explainedNames } from '../options/settings.js';
import { addSweepOptions, explainedAxes, explainedFile, readSweep, type SweepOptions } from '../options/sweep.js';
import { showChart } from '../terminal/chart.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { print } from '../terminal/output.js';
import { SweepProgress } from '../terminal/sweep-progress.js';
import { printError, Terminal } from '../terminal/terminal.js';

const EXAMPLES = examples(
  [
    'adabatch sweep -d train.svm --rule mean,adabatch --batch 1..4096x4 --step-size tune --seeds 0..4',
    'what a larger batch costs, with either rule at its best step size and five seeds',
  ],
  [
    'adabatch sweep -d train.svm --rule mean,adabatch --batch 8,64,512 --step-size 2^-8..2^2 --plan',
    'list the runs first',
  ],
  [
    'adabatch sweep --config sweep.yaml --epochs 2 --shard 1/4 --jobs 2',
    'the first quarter of what a file describes, with 2 epochs whatever it says, on two cores',
  ],
);

/** A sweep of more runs takes a while to compare, and one of more rows fills no screen. */
const MOST_RUNS = 5000;
const MOST_ROWS = 60;
/** Rows of a chart. */
const CHART_ROWS = 14;

const NEXT = `A run that the folder already has is not run again, so the same command goes on where it was stopped. It may
be started several times, also on several machines that share the folder: each process takes the next run that nobody is
at. The exit code is 1 where a run failed, or with --strict diverged.

Then: adabatch compare <folder>`;

/** Defines `adabatch sweep`, a set of runs. Resolves to the exit code by way of `finish`. */
export function defineSweepCommand(command: Command, finish: Finish): void {
  addSweepOptions(command);
  command
    .helpOption('-h, --help', 'show this')
    .addHelpText('after', helpText(explainedAxes, ...explainedFile, ...explainedNames, EXAMPLES, NEXT))
    .action(async (options: SweepOptions) => finish(await sweepCommand(options)));
}

async function sweepCommand(options: SweepOptions): Promise<number> {
  const terminal = new Terminal(options);
  const { assignments, notes } = await readSweep(options);
  for (const note of notes) terminal.note(note);
  if (options.plan) return showPlan(assignments, options, terminal);
  await checkFolder(options.out);
  return untilInterrupted((signal) => carryOut(assignments, options, { terminal, signal }));
}

async function showPlan(
  assignments: readonly Assignment[],
  { out, shard, format }: SweepOptions,
  terminal: Terminal,
): Promise<number> {
  const { asked, part, done } = await planSweep(assignments, { folder: out, shard });
  noteClipped(asked, terminal);
  noteVersions(done, terminal);
  const lines = part.map(({ assignment, identity }) => {
    const state = identity === undefined ? 'unread' : done.has(identity.name) ? 'done' : 'to do';
    return { state, ...byLongName(assignment) };
  });
  await print(format.print(lines));
  return ExitCode.done;
}

function byLongName(assignment: Assignment): Record<string, string> {
  return Object.fromEntries(Object.entries(assignment).map(([key, text]) => [hyphenated(key), text]));
}

async function carryOut(
  assignments: readonly Assignment[],
  options: SweepOptions,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const { out: folder, force, retryFailed, shard, jobs, debug = false } = options;
  let progress: SweepProgress | undefined;
  const watch: SweepWatch = {
    reading: observerOn(terminal, signal),
    begin({ asked, part, done }, tasks) {
      noteClipped(asked, terminal);
      terminal.note(`${count(part.length, 'run')}: ${done.size} done before, ${tasks.length} to do`);
      noteVersions(done, terminal);
      progress = new SweepProgress(terminal, tasks.length);
      return progress.observer(signal);
    },
    ended: () => progress?.next(),
  };
  let outcome: SweepOutcome;
  try {
    outcome = await sweep(assignments, { folder, force, retryFailed, shard, jobs }, watch);
  } catch (error) {
    // What the user typed is wrong before the first run; after that it is the machine that fails.
    if (!(error instanceof WriteError || (progress && error instanceof UserError))) throw error;
    printError(error, debug);
    return ExitCode.failed;
  } finally {
    terminal.endBar();
  }
  const { ends, before, saved, present } = outcome;
  await print(ends.length > 0 ? report(ends, before) : nothingDone(outcome, signal));
  if (savedHere(outcome)) await showFindings(present, options);
  if (outcome.atOthers > 0) terminal.note(describeOthers(outcome.atOthers, options));
  terminal.note(describeFolder(present.length, options));
  if (present.length < saved) return refuseLoss(saved - present.length, options);
  if (signal.aborted) {
    terminal.note('interrupted: what was measured is saved, and the same command goes on');
    return ExitCode.interrupted;
  }
  return outcome.failedElsewhere.length > 0 ? refuseFailed(outcome) : exitCodeOf(ends, options);
}

/** Lists the runs that count as done although another version made them, whose curves may differ. */
function noteVersions(there: ReadonlyMap<string, string>, terminal: Terminal): void {
  const others = [...there.values()].filter((made) => made !== version);
  if (others.length === 0) return;
  const made = `${count(others.length, 'run')} of those done before by adabatch ${[...new Set(others)].join(', ')}`;
  terminal.note(`${made}, and this is ${version}: --force runs them again`);
}

/** What the results of the sweep say, as adabatch compare does, and on a terminal a chart. */
async function showFindings(names: readonly string[], { out, chart }: SweepOptions): Promise<void> {
  if (names.length === 0 || names.length > MOST_RUNS) return;
  const files = names.map((name) => path.join(out, `${name}.json`));
  const drawing = drawRuns(await readDrawn(files, () => {}), {});
  const rows = drawing.groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (rows <= MOST_ROWS) await print(comparisonTable({ ...drawing, baseline: null }, withFlags));
  if (chart && process.stdout.isTTY) await showChart(drawing, { rows: CHART_ROWS });
}

/** Why this process has not ended any run. */
function nothingDone({ before, present }: SweepOutcome, { aborted }: AbortSignal): string {
  if (aborted) return '';
  return present.length > before ? 'other processes did what was to be done\n' : 'nothing was to be done\n';
}

/** How many runs ended in each way, unless all completed, and which of them diverged or failed. */
function report(ends: readonly [Task, RunEnd][], before: number): string {
  if (ends.every(([, { status }]) => status === 'completed')) return '';
  const counts = new Map<string, number>(before > 0 ? [['done before', before]] : []);
  for (const [, { status }] of ends) counts.set(status, (counts.get(status) ?? 0) + 1);
  // Many runs may have failed for one reason, as all do that need more memory than there is.
  const byReason = groupBy(
    ends.filter(([, end]) => isFailure(end)),
    ([, end]) => describeEnd(end),
  );
  const failures = [...byReason].map(
    ([reason, failed]) =>
      `${failed.map(([task]) => `\n${visible(withFlags(describeAssignment(task.assignment)))}`).join('')}\n  ${visible(withFlags(reason))}`,
  );
  const lines = [...counts].map(([status, count]) => [status, String(count)]);
  return `${[plainTable(['status', 'runs'], lines, ['left']), ...failures].join('\n')}\n\n`;
}

/** Where the results are, including those of earlier sessions, and what to type next. */
function describeFolder(present: number, { out }: SweepOptions): string {
  return present === 0
    ? `${out} has no run of the sweep yet`
    : `${out} has ${count(present, 'run')} of the sweep: adabatch compare ${shellWord(out)}`;
}

/** Whether this process has saved what there is to see: of many that share a folder, each would show the same. */
function savedHere({ ends, before, present }: SweepOutcome): boolean {
  return ends.length > 0 && before + ends.length >= present.length;
}

function describeOthers(atOthers: number, { out }: SweepOptions): string {
  return `other processes are at ${count(atOthers, 'run')}: adabatch status ${shellWord(out)}`;
}

/** Runs failed before, or in other processes, so often that they are not tried again. */
function refuseFailed({ failedElsewhere }: SweepOutcome): number {
  const reasons = [...new Set(failedElsewhere.map(([, reason]) => reason))];
  const problem = `${count(failedElsewhere.length, 'run')} failed before: ${reasons.join('; ')}`;
  printError(new UserError(problem, `${setting('retryFailed')} tries again what failed`), false);
  return ExitCode.failed;
}

/** Somebody else may have removed the folder, or files in it, during the sweep. */
function refuseLoss(lost: number, { out }: SweepOptions): number {
  const problem = `${count(lost, 'result')} of this sweep that ${lost === 1 ? 'was' : 'were'} saved in ${out} ${lost === 1 ? 'is' : 'are'} gone`;
  printError(new UserError(problem, 'Were they removed meanwhile? The same command does those runs again'), false);
  return ExitCode.failed;
}

/** Says once which batches exceed the rows, and so mean all of them. */
function noteClipped(runs: readonly SweepRun[], terminal: Terminal): void {
  const clipped = runs.filter(({ assignment, request }) => Number(assignment.batch ?? 0) > request.batch);
  const batches = [...new Set(clipped.map(({ assignment }) => assignment.batch))];
  const rows = [...new Set(clipped.map(({ request }) => request.batch))];
  if (batches.length > 0) {
    terminal.note(`batches above the ${rows.join(' or ')} training rows are all of them: ${batches.join(', ')}`);
  }
}

function describeEnd(end: RunEnd): string {
  return 'reason' in end ? `${end.status}: ${end.reason}` : end.status;
}

function isFailure({ status }: RunEnd): boolean {
  return status === 'diverged' || status === 'failed';
}

/** A run that diverged has a result, which a script that goes on after the sweep may want to see. */
function exitCodeOf(ends: readonly [Task, RunEnd][], { strict = false }: SweepOptions): number {
  const isBad = ({ status }: RunEnd) => status === 'failed' || (strict && status === 'diverged');
  return ends.some(([, end]) => isBad(end)) ? ExitCode.failed : ExitCode.done;
}
