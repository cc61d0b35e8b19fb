import type { Settings } from '../algorithms/algorithm.js';
import { automaticStep } from '../algorithms/step-size.js';
import { UserError } from '../errors.js';
import { sampleSmoothness } from '../objective/smoothness.js';
import type { Model } from '../results/model.js';
import type { Tuning } from '../results/schema.js';
import { askedConfiguration } from './identity.js';
import { prepare } from './preparation.js';
import type { Observer, RunRequest } from './request.js';
import { dataKey, type Session } from './session.js';
import { finalLoss } from './trial.js';

/** The same for all runs, so that runs that differ in the seed alone share a search. */
const SEEDS = [0, 1];
/** The candidates at first: the automatic step size, which is safe, times these powers of two. Of equals the first is better. */
const EXPONENTS = [0, 1, -1, 2, -2, 3, -3, 4, 5];
/** The share of the run's epochs that each round takes; half of the candidates go on to the next. */
const SHARES = [1 / 4, 1 / 2, 1];
/** Candidates that are added beyond an edge, and how often at most. */
const GROWTH = 3;
const MOST_GROWTHS = 3;

type Round = Tuning['rounds'][number];
type Candidate = Round['candidates'][number];

/** A tuned step size and the search that found it. */
export interface Tuned {
  stepSize: number;
  tuning: Tuning;
}

/** The runs of a search say nothing: what there is to say, the run itself says. */
const SILENCE = { note: () => {}, warn: () => {}, progress: () => {} };

/** The searches that a session has done. */
const searches = new WeakMap<Session, Map<string, Tuned>>();

/**
 * The best constant step size of a run. It is searched once in a session for all runs that differ in the
 * seed alone.
 * @param start the model that the run starts from, in place of w = 0
 * @throws as a run does
 */
export async function tune(
  session: Session,
  request: RunRequest,
  start: Model | undefined,
  observer: Observer,
): Promise<Tuned> {
  const done = searches.get(session) ?? new Map<string, Tuned>();
  searches.set(session, done);
  if (request.timeLimit !== undefined) {
    throw new UserError('--step-size tune and --time-limit exclude each other', 'Say with --epochs how long a run is');
  }
  // Where rows are held out, each seed has a search of its own: none may look at the rows that its run holds out.
  const anySeed = { splitSeed: request.seed, ...request, seed: 0 };
  const key = JSON.stringify([dataKey(anySeed), request.l2, start?.sha256, askedConfiguration(anySeed)]);
  const tuned = done.get(key) ?? (await search(session, request, start, { ...observer, ...SILENCE }));
  done.set(key, tuned);
  return tuned;
}

/**
 * Searches the best constant step size of a run by successive halving: a geometric grid of candidates
 * is run for a quarter of the epochs, the better half for half of them, and so on; the best has the
 * lowest objective at the end, on average over the seeds. Where that is the smallest or the largest
 * candidate, the grid grows.
 */
async function search(
  session: Session,
  request: RunRequest,
  start: Model | undefined,
  observer: Observer,
): Promise<Tuned> {
  const { centre, rows, settings } = await lookAt(session, request, start, observer);
  const attempt = async (stepSizes: number[], share: number): Promise<Round> => {
    const trial = trialOf(request, share, settings, settings.batch / rows);
    const losses = new Map(stepSizes.map((stepSize): [number, (number | null)[]] => [stepSize, []]));
    for (const seed of SEEDS) {
      for (const [stepSize, found] of losses) {
        found.push(await finalLoss(session, { ...trial, seed, stepSize }, start, observer));
      }
    }
    const candidates = [...losses].map(([stepSize, found]) => ({ stepSize, losses: found }));
    return { epochs: trial.epochs, candidates };
  };

  let stepSizes = EXPONENTS.map((exponent) => centre * 2 ** exponent);
  const tried = new Set(stepSizes);
  const rounds: Round[] = [];
  for (const share of SHARES) {
    const round = await attempt(stepSizes, share);
    rounds.push(round);
    stepSizes = ranked(round.candidates).slice(0, Math.ceil(stepSizes.length / 2));
  }
  let finalists = rounds.at(-1)?.candidates ?? [];
  const best = () => ranked(finalists)[0] as number;
  for (let growths = 0; growths < MOST_GROWTHS && isAtEdge(best(), tried); growths++) {
    const round = await attempt(beyond(best(), tried), 1);
    rounds.push(round);
    finalists = [...finalists, ...round.candidates];
    for (const { stepSize } of round.candidates) tried.add(stepSize);
  }
  return { stepSize: best(), tuning: { seeds: SEEDS, atEdge: isAtEdge(best(), tried), rounds } };
}

/**
 * A run on a share of the epochs, on the same rows, that is measured at its end alone.
 * @param least the epochs of one update
 */
function trialOf(request: RunRequest, share: number, settings: Settings, least: number): RunRequest {
  const { algorithm, maxPasses = Number.POSITIVE_INFINITY, seed } = request;
  const whole = Math.min(request.epochs, algorithm.epochsWithin(maxPasses, settings));
  const epochs = Math.max(whole * share, least);
  const unstopped = { maxPasses: undefined, targetLoss: undefined, suboptimality: false, saveModel: undefined };
  return { splitSeed: seed, ...request, ...unstopped, epochs, measureEvery: epochs };
}

/** The automatic step size of a run, and the rows and the settings that it goes by. */
async function lookAt(session: Session, request: RunRequest, start: Model | undefined, observer: Observer) {
  const [seed = 0] = SEEDS;
  const { problem, settings } = await prepare(session, { splitSeed: request.seed, ...request, seed }, start, observer);
  const { stepSize } = automaticStep(problem, sampleSmoothness(problem), request.algorithm, settings);
  return { centre: stepSize, rows: problem.train.rows, settings };
}

/** Step sizes from the best to the worst. */
function ranked(candidates: Candidate[]): number[] {
  return [...candidates].sort((a, b) => score(a) - score(b)).map(({ stepSize }) => stepSize);
}

/** The mean over the seeds; a number even where a loss is not. */
function score({ losses }: Candidate): number {
  const sum = losses.reduce<number>((total, loss) => total + (loss ?? Number.MAX_VALUE / losses.length), 0);
  return sum / losses.length;
}

function isAtEdge(stepSize: number, tried: ReadonlySet<number>): boolean {
  return stepSize === Math.min(...tried) || stepSize === Math.max(...tried);
}

/** New candidates beyond the edge that the best one is at. */
function beyond(best: number, tried: ReadonlySet<number>): number[] {
  const factor = best === Math.max(...tried) ? 2 : 1 / 2;
  return Array.from({ length: GROWTH }, (_, count) => best * factor ** (count + 1));
}
