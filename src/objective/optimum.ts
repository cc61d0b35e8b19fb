import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { NewtonMethod } from './newton.js';
import { measure, objectiveValue, type Problem } from './problem.js';

/** ‖∇F‖ at the optimum as a share of that at w = 0, plain and with every feature scaled by its curvature. */
const PRECISION = 1e-10;
const MOST_STEPS = 200;
/** A method that approaches a minimiser moves no margin by this much in its last step. */
const STILL_MOVING = 0.1;

/** The least value of an objective and the evidence for it. */
export interface Optimum {
  /** F at the weights that were found. */
  objective: number;
  /** ‖∇F‖ there. */
  gradientNorm: number;
  /** ‖∇F‖ at w = 0. */
  initialGradientNorm: number;
  /**
   * The most by which `objective` exceeds the least value, ‖∇F‖²/(2λ); null if F is not known to be strongly convex
   * (λ = 0, or a bias).
   */
  gapBound: number | null;
  newtonSteps: number;
  /** The products of the Hessian with a vector; each is as much work as one pass. */
  hessianProducts: number;
}

/** How to watch and stop a search for the optimum. */
export interface Watch {
  /** Called from time to time; it may throw to end the search. */
  pause(): Promise<void>;
  /** Called after every step with ‖∇F‖ as a share of that at w = 0, and the share that is wanted. */
  step(relativeGradient: number, wanted: number): void;
}

/**
 * Minimises an objective from w = 0 by Newton's method until ‖∇F‖ ≤ 1e-10·‖∇F(0)‖, whatever units the
 * features are in, or until a step promises less than a double of F's size can show; the weights of the
 * problem are the minimiser afterwards. Deterministic: the same data gives the same bits.
 * @throws UserError if there is no gradient (hinge), no minimiser, or none that is found
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
  // If w = 0 is the optimum except for rounding, no share of its gradient can be reached.
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

/** Whether the loss can fall for ever along a direction that no L2 term limits. */
function isUnbounded({ loss, lambda }: Problem): boolean {
  return lambda === 0 && !loss.attainsMinimum;
}

/** If a feature always speaks for the same class, its weight can grow for ever while the loss falls. */
function refuseOneSided(problem: Problem): void {
  if (!isUnbounded(problem)) return;
  const { kernels, memory, train, features } = problem;
  if (kernels.hasOneSidedFeature(train.address, memory.allocateU32(features), features)) {
    throw noMinimiser('some feature always speaks for the same class');
  }
}

/** If weights have every row on its right side, they can grow for ever while the loss falls. */
function refuseSeparated(problem: Problem): void {
  if (isUnbounded(problem) && measure(problem, problem.train).error === 0) {
    throw noMinimiser('a linear model separates the two classes');
  }
}

/**
 * The gradient vanishes along such a direction too. But Newton's steps do not: each moves the
 * margins of the rows that can be separated by about 1, whereas with a minimiser they shrink to nothing.
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
    `Give an L2 term, such as ${setting('l2')} 1/n`,
  );
}

function notFound(relativeGradient: number, steps: number): UserError {
  return new UserError(
    `no optimum was found: after ${steps} Newton steps ‖∇F‖ is still ${relativeGradient.toExponential(1)} of that at w = 0`,
    `A larger ${setting('l2')} makes it easier, and so do features of similar scale`,
  );
}
