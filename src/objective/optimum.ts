import { UserError } from '../util/errors.js';
import { NewtonMethod } from './newton.js';
import { measure, objectiveValue, type Problem } from './problem.js';

/** ‖∇F‖ at the optimum as a share of that at w = 0, plain and with every feature scaled by its curvature. */
const PRECISION = 1e-10;
const MOST_STEPS = 200;
/** A method that closes in on a minimiser moves no margin by so much in its last step. */
const STILL_MOVING = 0.1;

/** The least value of an objective and how it is known. */
export interface Optimum {
  /** F at the weights that were found. */
  objective: number;
  /** ‖∇F‖ there. */
  gradientNorm: number;
  /** ‖∇F‖ at w = 0. */
  initialGradientNorm: number;
  /** What `objective` is at most above the least value, ‖∇F‖²/(2λ); null where F is not known to be strongly convex (λ = 0, or a bias). */
  gapBound: number | null;
  newtonSteps: number;
  /** Products of the Hessian with a vector, each as much work as one pass. */
  hessianProducts: number;
}

/** How a search for the optimum is watched and stopped. */
export interface Watch {
  /** Called every now and then; it may throw to end the search. */
  pause(): Promise<void>;
  /** Called after every step with ‖∇F‖ as a share of that at w = 0, and the share that is wanted. */
  step(relativeGradient: number, wanted: number): void;
}

/**
 * Minimises an objective from w = 0 by Newton's method until ‖∇F‖ ≤ 1e-10·‖∇F(0)‖, whatever units the
 * features are in, or until a step promises less than a double of F's size can show; the weights of the
 * problem are the minimiser afterwards. Deterministic: the same data gives the same bits.
 * @throws UserError where there is no gradient (hinge), no minimiser, or none that is found
 */
export async function findOptimum(problem: Problem, watch: Watch): Promise<Optimum> {
  if (!problem.loss.isSmooth) {
    throw new UserError(
      `the ${problem.loss.name} loss has no gradient at its kink, so no optimum of it can be certified`,
      'The squared-hinge loss is its smooth relative',
    );
  }
  refuseOneSided(problem);
  const newton = new NewtonMethod(problem);
  const initialGradientNorm = newton.gradientNorm;
  if (!Number.isFinite(newton.relativeGradient)) {
    throw new UserError('the gradient at w = 0 is not a finite double', 'Rescale the features or the labels');
  }
  let newtonSteps = 0;
  let falling = true;
  while (newton.relativeGradient > PRECISION && falling && newtonSteps < MOST_STEPS) {
    falling = await newton.step(watch.pause);
    newtonSteps++;
    refuseSeparated(problem);
    watch.step(newton.relativeGradient, PRECISION);
  }
  const { gradientNorm, relativeGradient, products } = newton;
  // Where w = 0 is the optimum but for rounding, no share of its gradient can be reached.
  if (relativeGradient > PRECISION && !newton.isAtRounding) throw notFound(relativeGradient, newtonSteps);
  refuseRunaway(problem, newton);
  return {
    objective: objectiveValue(problem, measure(problem, problem.train).meanLoss),
    gradientNorm,
    initialGradientNorm,
    gapBound: problem.lambda > 0 && !problem.bias ? gradientNorm ** 2 / (2 * problem.lambda) : null,
    newtonSteps,
    hessianProducts: products,
  };
}

/** Whether the loss can fall for ever along a direction that no L2 term holds back. */
function isUnbounded({ loss, lambda }: Problem): boolean {
  return lambda === 0 && !loss.attainsMinimum;
}

/** The weight of a feature that always speaks for the same class can grow for ever, and the loss falls. */
function refuseOneSided(problem: Problem): void {
  if (!isUnbounded(problem)) return;
  const { kernels, memory, train, features } = problem;
  if (kernels.hasOneSidedFeature(train.address, memory.allocateU32(features), features)) {
    throw noMinimiser('some feature always speaks for the same class');
  }
}

/** Weights that have every row on its right side can be made longer for ever, and the loss falls. */
function refuseSeparated(problem: Problem): void {
  if (isUnbounded(problem) && measure(problem, problem.train).error === 0) {
    throw noMinimiser('a linear model separates the two classes');
  }
}

/**
 * The gradient vanishes along such a direction too. But there Newton's steps do not: each moves the
 * margins of the rows that can be separated by about 1, where with a minimiser they shrink to nothing.
 */
function refuseRunaway(problem: Problem, { direction }: NewtonMethod): void {
  if (!isUnbounded(problem)) return;
  if (problem.kernels.largestMargin(problem.train.address, direction.address) > STILL_MOVING) {
    throw noMinimiser('a linear model separates some rows from the rest');
  }
}

function noMinimiser(reason: string): UserError {
  return new UserError(
    `the objective has no minimiser: ${reason}, and with λ = 0 its loss falls for ever as the weights grow`,
    'Give an L2 term, such as --l2 1/n',
  );
}

function notFound(relativeGradient: number, steps: number): UserError {
  return new UserError(
    `no optimum was found: after ${steps} Newton steps ‖∇F‖ is still ${relativeGradient.toExponential(1)} of that at w = 0`,
    'A larger --l2 makes it easier, and so do features of similar scale',
  );
}
