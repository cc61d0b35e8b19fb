import type { Command } from 'commander';
import { inOrderOfWork, type PlannedRun, planRuns } from '../../experiment/planning.js';
import { Session } from '../../experiment/session.js';
import type { RunEnd } from '../../experiment/sweep.js';
import { plainTable } from '../../report/table.js';
import { addToPlan } from '../../results/plan.js';
import { checkFolder, countSaved, restoreCsv, savedRuns } from '../../results/save.js';
import { UserError } from '../../util/errors.js';
import { groupBy } from '../../util/group-by.js';
import { count } from '../../util/text.js';
import { version } from '../../util/version.js';
import { visible } from '../../util/visible.js';
import { toRunRequest } from '../assignment.js';
import { ExitCode } from '../exit-code.js';
import { withFlags } from '../flags.js';
import { type Assignment, shardOf } from '../grid.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { explainedNames } from '../options/run.js';
import { addSweepOptions, explainedAxes, explainedFile, readSweep, type SweepOptions } from '../options/sweep.js';
import { type Task, workHere, workInProcesses } from '../sweep-work.js';
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

const NEXT = `A run that the folder already has is not run again, so the same command goes on where it was stopped.
Then: adabatch compare <folder>`;

/** Defines `adabatch sweep`, a set of runs. Resolves to the exit code by way of `finish`. */
export function defineSweepCommand(command: Command, finish: Finish): void {
  addSweepOptions(command);
  command
    .helpOption('-h, --help', 'show this')
    .addHelpText('after', helpText(explainedAxes, ...explainedFile, ...explainedNames, EXAMPLES, NEXT))
    .action(async (options: SweepOptions) => finish(await sweepCommand(options)));
}

/** A run of the sweep, as the user asked for it. */
interface SweepRun extends PlannedRun {
  assignment: Assignment;
}

async function sweepCommand(options: SweepOptions): Promise<number> {
  const terminal = new Terminal(options);
  const { assignments, notes } = await readSweep(options);
  for (const note of notes) terminal.note(note);
  if (options.plan) return showPlan(assignments, options, terminal);
  await checkFolder(options.out);
  return untilInterrupted((signal) => sweep(assignments, options, { terminal, signal }));
}

async function planSweep(
  assignments: readonly Assignment[],
  open?: Parameters<typeof planRuns>[1],
): Promise<SweepRun[]> {
  const planned = await planRuns(assignments.map(toRunRequest), open);
  return planned.map((run, position) => ({ ...run, assignment: assignments[position] as Assignment }));
}

async function showPlan(
  assignments: readonly Assignment[],
  options: SweepOptions,
  terminal: Terminal,
): Promise<number> {
  const planned = await planSweep(assignments);
  noteClipped(planned, terminal);
  const runs = shardIf(withoutRepeated(planned), options);
  const there = await savedRuns(options.out, identitiesOf(runs));
  noteVersions(there, terminal);
  const lines = runs.map(({ assignment, identity }) => {
    const state = identity === undefined ? 'unread' : there.has(identity.name) ? 'done' : 'to do';
    return { state, ...assignment };
  });
  await print(options.format.print(lines));
  return ExitCode.done;
}

async function sweep(
  assignments: readonly Assignment[],
  options: SweepOptions,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const session = await Session.start(options.out);
  const ends: [Task, RunEnd][] = [];
  /** The names of the runs that were done before. */
  let before: string[] = [];
  try {
    const reading = observerOn(terminal, signal);
    const planned = await planSweep(assignments, (request) => session.open(request, reading));
    noteClipped(planned, terminal);
    const runs = withoutRepeated(planned);
    await addToPlan(options.out, identitiesOf(runs));
    const part = shardIf(runs, options);
    const identities = identitiesOf(part);
    const there = options.force ? new Map<string, string>() : await savedRuns(options.out, identities, restoreCsv);
    const tasks = inOrderOfWork(part).flatMap((run) => taskOf(run, there, options));
    before = [...there.keys()];
    terminal.note(`${count(part.length, 'run')}: ${before.length} done before, ${tasks.length} to do`);
    noteVersions(there, terminal);
    const progress = new SweepProgress(terminal, tasks.length);
    const watch = {
      observer: progress.observer(signal),
      ended(task: Task, end: RunEnd) {
        ends.push([task, end]);
        progress.next();
      },
    };
    await (options.jobs > 1 ? workInProcesses(tasks, options.jobs, watch) : workHere(session, tasks, watch));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    terminal.endBar();
    await session.close();
  }
  await print(report(ends, before.length));
  const saved = [...before, ...ends.filter(([, end]) => isSaved(end)).map(([{ destination }]) => destination.name)];
  const present = await countSaved(options.out, saved);
  terminal.note(describeFolder(present, options));
  if (present < saved.length) return refuseLoss(saved.length - present, options);
  if (!signal.aborted) return exitCodeOf(ends, options);
  terminal.note('interrupted: what was measured is saved, and the same command goes on');
  return ExitCode.interrupted;
}

/** Runs that mean the same, such as two spellings of a label, are done once, as the first of them. */
function withoutRepeated(runs: readonly SweepRun[]): SweepRun[] {
  const byName = new Map<unknown, SweepRun>();
  for (const run of runs) {
    const name = run.identity?.name ?? run;
    if (!byName.has(name)) byName.set(name, run);
  }
  return [...byName.values()];
}

function shardIf(runs: readonly SweepRun[], { shard }: SweepOptions): SweepRun[] {
  return shard ? shardOf(runs, shard) : [...runs];
}

function identitiesOf(runs: readonly SweepRun[]): { id: string; name: string }[] {
  return runs.flatMap(({ identity }) => identity ?? []);
}

function taskOf(
  { assignment, request, identity }: SweepRun,
  there: ReadonlyMap<string, string>,
  options: SweepOptions,
): Task[] {
  if (!identity || there.has(identity.name)) return [];
  const destination = { folder: options.out, ...identity, contended: options.jobs > 1 };
  return [{ assignment, request, destination }];
}

/** Lists the runs that count as done although another version made them, whose curves may differ. */
function noteVersions(there: ReadonlyMap<string, string>, terminal: Terminal): void {
  const others = [...there.values()].filter((made) => made !== version);
  if (others.length === 0) return;
  const made = `${count(others.length, 'run')} of those done before by adabatch ${[...new Set(others)].join(', ')}`;
  terminal.note(`${made}, and this is ${version}: --force runs them again`);
}

/** How many runs ended in each way, earlier sessions apart, and which of them diverged or failed. */
function report(ends: readonly [Task, RunEnd][], before: number): string {
  const counts = new Map<string, number>(before > 0 && ends.length > 0 ? [['done before', before]] : []);
  for (const [, { status }] of ends) counts.set(status, (counts.get(status) ?? 0) + 1);
  // Many runs may have failed for one reason, as all do that need more memory than there is.
  const byReason = groupBy(
    ends.filter(([, end]) => isFailure(end)),
    ([, end]) => describeEnd(end),
  );
  const failures = [...byReason].map(
    ([reason, failed]) =>
      `${failed.map(([task]) => `\n${visible(described(task))}`).join('')}\n  ${visible(withFlags(reason))}`,
  );
  const lines = [...counts].map(([status, count]) => [status, String(count)]);
  const table = lines.length > 0 ? plainTable(['status', 'runs'], lines, ['left']) : 'nothing was to be done';
  return `${[table, ...failures].join('\n')}\n`;
}

/** Where the results are, including those of earlier sessions, and what to type next. */
function describeFolder(present: number, { out }: SweepOptions): string {
  return present === 0
    ? `${out} has no run of the sweep yet`
    : `${out} has ${count(present, 'run')} of the sweep: adabatch compare ${out}`;
}

function isSaved({ status }: RunEnd): boolean {
  return status !== 'failed' && status !== 'interrupted';
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

function described({ assignment }: Task): string {
  return Object.entries(assignment)
    .map(([name, text]) => `--${name} ${text}`)
    .join(' ');
}

function describeEnd(end: RunEnd): string {
  return 'reason' in end ? `${end.status}: ${end.reason}` : end.status;
}

function isFailure({ status }: RunEnd): boolean {
  return status === 'diverged' || status === 'failed';
}

function exitCodeOf(ends: readonly [Task, RunEnd][], { strict }: SweepOptions): number {
  const failures = ends.filter(([, end]) => isFailure(end)).length;
  const isBad = failures > 0 && (strict || failures === ends.length);
  return isBad ? ExitCode.failed : ExitCode.done;
}
