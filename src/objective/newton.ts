import { measure, objectiveValue, type Problem } from './problem.js';

/** An array of f64, one element a feature, in the engine's memory. */
interface Vector {
  address: number;
  values: Float64Array;
}

/** Of the decrease that the gradient promises, what a step must keep (Armijo). */
const SUFFICIENT_DECREASE = 1e-4;
/** F is known to about so much of itself: where a step promises less, F cannot judge it. */
const ROUNDING = 1e-13;
/** Halvings of a step before it counts as none. */
const MOST_HALVINGS = 40;
/** How much of the gradient a solution of the Newton equation may leave; less, the closer to the optimum. */
const FORCING = 0.1;

/**
 * Newton's method on an objective, from its weights: each step solves H p = −∇F(w) by conjugate
 * gradients, as exactly as it pays (truncated Newton: Dembo and Steihaug 1983), then halves the step
 * until F falls. It takes six arrays of the size of the weights and one of the labels' in the
 * engine's memory. Everything is added up in a fixed order: the same bits on every machine.
 */
export class NewtonMethod {
  /** ‖∇F‖ at w = the weights of the problem. */
  gradientNorm: number;
  /** The Hessian's products with a vector so far: what the work consists of. */
  products = 0;
  /** The last step, unshortened. */
  readonly direction: Vector;
  readonly #problem: Problem;
  readonly #initialNorm: number;
  readonly #weights: Vector;
  readonly #trial: Vector;
  readonly #gradient: Vector;
  readonly #residual: Vector;
  readonly #conjugate: Vector;
  readonly #product: Vector;
  readonly #curvatures: number;
  #value: number;

  constructor(problem: Problem) {
    const { memory, features, train, weights } = problem;
    const vector = (address = memory.allocateF64(features)) => ({ address, values: memory.f64(address, features) });
    this.#problem = problem;
    this.#weights = vector(weights);
    this.direction = vector();
    this.#trial = vector();
    this.#gradient = vector();
    this.#residual = vector();
    this.#conjugate = vector();
    this.#product = vector();
    this.#curvatures = memory.allocateF64(train.rows);
    this.#value = this.#valueAt(this.#weights);
    this.gradientNorm = this.#updateGradient();
    this.#initialNorm = this.gradientNorm;
  }

  /** ‖∇F‖ as a share of that at the start. */
  get relativeGradient(): number {
    return this.gradientNorm === 0 ? 0 : this.gradientNorm / this.#initialNorm;
  }

  /**
   * Takes one step.
   * @param pause called once a product with the Hessian; it may throw to end the work
   * @returns whether F has fallen, or, where doubles do not tell, ‖∇F‖
   */
  async step(pause: () => Promise<void>): Promise<boolean> {
    const { kernels, train, loss } = this.#problem;
    kernels.fillCurvatures(train.address, loss.code, this.#weights.address, this.#curvatures);
    await this.#solve(FORCING * Math.min(1, Math.sqrt(this.relativeGradient)), pause);
    const before = this.gradientNorm;
    const step = this.#descend();
    if (step !== 'none') this.gradientNorm = this.#updateGradient();
    return step === 'lower' || (step === 'unjudged' && this.gradientNorm < before);
  }

  /** Sets the direction to a solution of H p = −∇F by conjugate gradients, to a relative residual. */
  async #solve(precision: number, pause: () => Promise<void>): Promise<void> {
    const [p, r, d, product] = [this.direction, this.#residual, this.#conjugate, this.#product].map(
      ({ values }) => values,
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    p.fill(0);
    this.#gradient.values.forEach((value, k) => {
      r[k] = -value;
    });
    d.set(r);
    const enough = (precision * this.gradientNorm) ** 2;
    let squares = inner(r, r);
    for (let left = p.length * 2 + 100; left > 0 && squares > enough; left--) {
      await pause();
      this.#multiplyByHessian();
      const curvature = inner(d, product);
      // Along d the objective is straight, but for rounding: no step can be had from it.
      if (!(curvature > 0)) break;
      const length = squares / curvature;
      add(p, length, d);
      add(r, -length, product);
      const before = squares;
      squares = inner(r, r);
      scaleAndAdd(d, squares / before, r);
    }
  }

  /** product = H · conjugate */
  #multiplyByHessian(): void {
    const { kernels, train } = this.#problem;
    this.#product.values.fill(0);
    kernels.addCurvatureProduct(train.address, this.#curvatures, this.#conjugate.address, this.#product.address);
    this.#finishMean(this.#product, this.#conjugate);
    this.products++;
  }

  /** Moves the weights along the direction, half as far each time until F has fallen enough. */
  #descend(): 'lower' | 'unjudged' | 'none' {
    const slope = inner(this.#gradient.values, this.direction.values);
    const isBelowRounding = -slope <= ROUNDING * this.#value;
    let length = 1;
    for (let halvings = 0; halvings < MOST_HALVINGS; halvings++, length /= 2) {
      this.#trial.values.set(this.#weights.values);
      add(this.#trial.values, length, this.direction.values);
      const value = this.#valueAt(this.#trial);
      if (isBelowRounding || value <= this.#value + SUFFICIENT_DECREASE * length * slope) {
        this.#weights.values.set(this.#trial.values);
        this.#value = value;
        return isBelowRounding ? 'unjudged' : 'lower';
      }
    }
    return 'none';
  }

  #valueAt({ address }: Vector): number {
    const there = { ...this.#problem, weights: address };
    return objectiveValue(there, measure(there, there.train).meanLoss);
  }

  #updateGradient(): number {
    const { kernels, train, loss } = this.#problem;
    this.#gradient.values.fill(0);
    kernels.addGradient(train.address, loss.code, this.#weights.address, this.#gradient.address);
    this.#finishMean(this.#gradient, this.#weights);
    return Math.sqrt(inner(this.#gradient.values, this.#gradient.values));
  }

  /** Of a sum over the rows makes the mean, and adds the L2 term's λ·v. */
  #finishMean(sum: Vector, vector: Vector): void {
    const { train, lambda, regularised } = this.#problem;
    for (let k = 0; k < sum.values.length; k++) {
      const l2 = k < regularised ? lambda * (vector.values[k] as number) : 0;
      sum.values[k] = (sum.values[k] as number) / train.rows + l2;
    }
  }
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

/** target += factor · other */
function add(target: Float64Array, factor: number, other: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] = (target[k] as number) + factor * (other[k] as number);
}

/** target = factor · target + other */
function scaleAndAdd(target: Float64Array, factor: number, other: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] = factor * (target[k] as number) + (other[k] as number);
}
