import path from 'node:path';
import { availableCores } from '../engine/cores.js';
import type { Observer } from '../experiment/observer.js';
import { uncut } from '../experiment/run-data.js';
import { Session } from '../experiment/session.js';
import type { Figure } from '../report/plots/figure.js';
import { type DrawnRun, drawnRun } from '../results/comparison/curves.js';
import { readRun } from '../results/read.js';
import type { ClaimVerdicts } from '../results/verdicts.js';
import { type Assignment, requestOf } from '../settings/request.js';
import { planRuns } from '../sweep/plan.js';
import { type SweepWatch, sweep } from '../sweep/sweep.js';
import { UserError } from '../util/errors.js';
import { visible } from '../util/visible.js';
import type { Claim, Evidence, Judgement, Scope } from './claim.js';

/** What to check, and where its runs are kept. */
export interface ReproductionRequest {
  claims: readonly Claim[];
  /** The settings that all runs on a dataset have, of each dataset. */
  bases: readonly Assignment[];
  l2: readonly string[];
  isQuick: boolean;
  /** The number of runs at the same time, where nothing is timed; by default one a core. */
  jobs?: number | undefined;
  folder: string;
}

/** How to watch a reproduction. */
export interface ReproductionWatch {
  observer: Observer;
  /** How to watch the runs of some claims. */
  sweep(claims: readonly Claim[]): SweepWatch;
  /** Whether others keep this machine busy, so that times say little. */
  isBusy(): Promise<boolean>;
}

/** A claim as it was judged, with its pictures. */
export interface JudgedClaim extends Omit<ClaimVerdicts, 'command'> {
  figures: Figure[];
}

/** What data are read with. */
interface Lab {
  session: Session;
  observer: Observer;
}

/** A dataset that is read, and what is checked on it. */
interface Subject {
  dataset: Evidence['dataset'];
  scope: Scope;
}

/**
 * Makes the runs that some claims need and the folder lacks, and judges each claim on each dataset.
 * @returns undefined if it was interrupted; the same request goes on
 * @throws UserError for bad input, or if a result cannot be saved
 */
export async function reproduce(
  request: ReproductionRequest,
  watch: ReproductionWatch,
): Promise<JudgedClaim[] | undefined> {
  const { claims } = request;
  const { signal } = watch.observer;
  const session = await Session.start();
  const lab = { session, observer: watch.observer };
  try {
    const subjects: Subject[] = [];
    for (const base of request.bases) subjects.push(await subjectOf(base, request, lab));
    for (const isTimed of [false, true]) {
      const own = claims.filter((claim) => claim.isTimed === isTimed);
      await makeRuns(own, subjects, request, { ...lab, watch });
      if (signal.aborted) return undefined;
    }
    const judged: JudgedClaim[] = [];
    for (const claim of claims) judged.push(await judge(claim, subjects, request, lab));
    return judged;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    await session.close();
  }
}

async function subjectOf(base: Assignment, { l2, isQuick }: ReproductionRequest, lab: Lab): Promise<Subject> {
  const { dataset, split } = await lab.session.open(requestOf(base), lab.observer);
  const minimised: string[] = [];
  for (const lambda of l2) {
    if (await hasMinimiser({ ...base, l2: lambda }, lab)) minimised.push(lambda);
  }
  const scope = { base, l2, minimised, rows: split.train.length, cores: availableCores(), isQuick };
  return { dataset: { name: visible(dataset.name), sha256: dataset.sha256 }, scope };
}

async function hasMinimiser(settings: Assignment, { session, observer }: Lab): Promise<boolean> {
  try {
    await session.optimum(requestOf(settings), observer);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Makes what the folder lacks; what was timed while others kept the machine busy is made again once it is quiet. */
async function makeRuns(
  claims: readonly Claim[],
  subjects: readonly Subject[],
  { folder, jobs = availableCores() }: ReproductionRequest,
  { watch, ...lab }: Lab & { watch: ReproductionWatch },
): Promise<void> {
  const assignments = assignmentsFor(claims, subjects);
  if (assignments.length === 0) return;
  const isTimed = claims.some((claim) => claim.isTimed);
  const contended = isTimed ? await watch.isBusy() : undefined;
  const wereContended =
    isTimed && (await savedRunsOf(assignments, folder, lab)).some(({ environment }) => environment.contended);
  const scope = {
    ...{ folder: runsIn(folder), jobs: isTimed ? 1 : jobs, contended },
    ...{ force: wereContended && !contended, retryFailed: true },
  };
  await sweep(assignments, scope, watch.sweep(claims));
}

/** The runs of some claims, each once: several look at the same ones. */
function assignmentsFor(claims: readonly Claim[], subjects: readonly Subject[]): Assignment[] {
  const all = subjects.flatMap(({ scope }) => claims.flatMap((claim) => claim.runs(scope)));
  return [...new Map(all.map((assignment) => [JSON.stringify(assignment), assignment])).values()];
}

/** Where the runs are, beside what is found. */
function runsIn(folder: string): string {
  return path.join(folder, 'runs');
}

async function judge(
  claim: Claim,
  subjects: readonly Subject[],
  { folder }: ReproductionRequest,
  lab: Lab,
): Promise<JudgedClaim> {
  const judgements: (Judgement & Pick<Subject, 'dataset'>)[] = [];
  for (const { dataset, scope } of claim.isOfNoData ? subjects.slice(0, 1) : subjects) {
    const layProblem = (l2 = scope.l2[0]) => {
      const request = requestOf({ ...scope.base, ...(l2 !== undefined && { l2 }) });
      return lab.session.layProblem(request, { rows: 'file order', cut: uncut }, lab.observer);
    };
    const runs = await savedRunsOf(claim.runs(scope), folder, lab);
    judgements.push({ dataset, ...(await claim.judge({ scope, dataset, runs, layProblem })) });
  }
  const findings = judgements.flatMap(({ dataset, findings: own }) =>
    own.map((finding) => ({ dataset: claim.isOfNoData ? null : dataset, ...finding })),
  );
  const figures = judgements.flatMap((judgement) => judgement.figures);
  const { name, title, statement, source, criterion, isTimed } = claim;
  return { claim: name, title, statement, source, criterion, isTimed, findings, figures };
}

/** The runs of some assignments that came to their end. */
async function savedRunsOf(
  assignments: readonly Assignment[],
  folder: string,
  { session, observer }: Lab,
): Promise<DrawnRun[]> {
  const planned = await planRuns(assignments.map(requestOf), (request) => session.open(request, observer));
  const names = new Set(planned.flatMap(({ identity }) => identity?.name ?? []));
  const runs: DrawnRun[] = [];
  for (const name of names) {
    const run = await readRun(path.join(runsIn(folder), `${name}.json`)).catch(() => undefined);
    if (run) runs.push(drawnRun(run, name));
  }
  return runs;
}
