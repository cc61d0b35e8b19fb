import { measure, objectiveValue, type Problem } from './problem.js';
import { inner } from './vectors.js';

/** An array of f64 in the engine's memory, with one element per feature. */
interface Vector {
  address: number;
  values: Float64Array;
}

/** The share of the decrease promised by the gradient that a step must keep (Armijo). */
const SUFFICIENT_DECREASE = 1e-4;
/** The relative precision of F: if a step promises less, F cannot judge it. */
const ROUNDING = 1e-13;
/** The number of halvings after which a step counts as none. */
const MOST_HALVINGS = 40;
/** The share of the gradient that a solution of the Newton equation may leave; less, the closer to the optimum. */
const FORCING = 0.1;

/**
 * Newton's method on an objective, from its weights: each step solves H p = −∇F(w) by conjugate
 * gradients, preconditioned by the diagonal of H, as exactly as it pays (truncated Newton: Dembo and
 * Steihaug 1983), then halves the step until F falls. It takes seven arrays as long as the weights
 * and one as long as the labels in the engine's memory. Sums have a fixed order: the same bits on every machine.
 */
export class NewtonMethod {
  /** ‖∇F‖ at the weights of the problem. */
  gradientNorm = 0;
  /** How far the last step promised to lower F, to second order: ½∇FᵀH⁻¹∇F. */
  decrement = Number.POSITIVE_INFINITY;
  /** The Hessian's products with a vector so far, which make up the work. */
  products = 0;
  /** The last step at its full length. */
  readonly direction: Vector;
  readonly #problem: Problem;
  /** ‖∇F‖ with every feature scaled by its curvature, so that units do not matter. */
  #scaledNorm = 0;
  readonly #initial: { norm: number; scaled: number };
  readonly #weights: Vector;
  readonly #trial: Vector;
  readonly #gradient: Vector;
  readonly #residual: Vector;
  readonly #conjugate: Vector;
  readonly #product: Vector;
  readonly #diagonal: Vector;
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
    this.#diagonal = vector();
    this.#curvatures = memory.allocateF64(train.rows);
    this.#value = this.#valueAt(this.#weights);
    this.#updateDerivatives();
    this.#initial = { norm: this.gradientNorm, scaled: this.#scaledNorm };
  }

  /** ‖∇F‖ as a share of that at the start, the larger of the plain and the scaled one. */
  get relativeGradient(): number {
    return Math.max(share(this.gradientNorm, this.#initial.norm), share(this.#scaledNorm, this.#initial.scaled));
  }

  /** Whether no step can lower F by an amount that a double of its size could show. */
  get isAtRounding(): boolean {
    return this.decrement <= ROUNDING * ROUNDING * this.#value;
  }

  /**
   * Takes one step.
   * @param pause called once per product with the Hessian; it may throw to end the work
   * @returns whether F has fallen, or, if doubles do not tell, ‖∇F‖
   */
  async step(pause: () => Promise<void>): Promise<boolean> {
    await this.#solve(FORCING * Math.min(1, Math.sqrt(this.relativeGradient)), pause);
    const before = this.relativeGradient;
    const step = this.#descend();
    if (step !== 'none') this.#updateDerivatives();
    return step === 'lower' || (step === 'unjudged' && this.relativeGradient < before);
  }

  /** Sets the direction to a solution of H p = −∇F by conjugate gradients, to a relative residual in the scaled norm. */
  async #solve(precision: number, pause: () => Promise<void>): Promise<void> {
    const { values: p } = this.direction;
    const { values: r } = this.#residual;
    const { values: d } = this.#conjugate;
    const scaled = new Float64Array(p.length);
    p.fill(0);
    d.fill(0);
    this.#gradient.values.forEach((value, k) => {
      r[k] = -value;
    });
    const enough = (precision * this.#scaledNorm) ** 2;
    let before = Number.POSITIVE_INFINITY;
    for (let left = p.length * 2 + 100; left > 0; left--) {
      divide(scaled, r, this.#diagonal.values);
      const squares = inner(r, scaled);
      if (squares <= enough) break;
      scaleAndAdd(d, squares / before, scaled);
      before = squares;
      await pause();
      this.#multiplyByHessian();
      const curvature = inner(d, this.#product.values);
      // Along d the objective is straight, except for rounding, so it gives no step.
      if (!(curvature > 0)) break;
      add(p, squares / curvature, d);
      add(r, -squares / curvature, this.#product.values);
    }
  }

  /** product = H · conjugate */
  #multiplyByHessian(): void {
    const { kernels, train } = this.#problem;
    this.#product.values.fill(0);
    kernels.addCurvatureProduct(train.address, this.#curvatures, this.#conjugate.address, this.#product.address);
    this.#finishMean(this.#product, this.#conjugate.values);
    this.products++;
  }

  /** Moves the weights along the direction, halving the step until F has fallen enough. */
  #descend(): 'lower' | 'unjudged' | 'none' {
    const slope = inner(this.#gradient.values, this.direction.values);
    this.decrement = -slope / 2;
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

  /** Updates what depends on the weights: the gradient and its norms, φ'' of every row, and the diagonal of H. */
  #updateDerivatives(): void {
    const { kernels, train, lossCode } = this.#problem;
    this.#gradient.values.fill(0);
    kernels.addGradient(train.address, lossCode, this.#weights.address, this.#gradient.address);
    this.#finishMean(this.#gradient, this.#weights.values);
    kernels.fillCurvatures(train.address, lossCode, this.#weights.address, this.#curvatures);
    this.#diagonal.values.fill(0);
    kernels.addCurvatureDiagonal(train.address, this.#curvatures, this.#diagonal.address);
    this.#finishMean(this.#diagonal);
    const gradient = this.#gradient.values;
    this.gradientNorm = Math.sqrt(inner(gradient, gradient));
    this.#scaledNorm = Math.sqrt(scaledSquares(gradient, this.#diagonal.values));
  }

  /** Turns a sum over the rows into the mean, and adds the L2 term's λ·v; v is all ones by default. */
  #finishMean(sum: Vector, vector?: Float64Array): void {
    const { train, lambda, regularised } = this.#problem;
    for (let k = 0; k < sum.values.length; k++) {
      const l2 = k < regularised ? lambda * (vector ? vector[k]! : 1) : 0;
      sum.values[k] = sum.values[k]! / train.rows + l2;
    }
  }
}

function share(part: number, whole: number): number {
  return part === 0 ? 0 : part / whole;
}

/** target += factor · other */
function add(target: Float64Array, factor: number, other: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] = target[k]! + factor * other[k]!;
}

/** target = factor · target + other */
function scaleAndAdd(target: Float64Array, factor: number, other: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] = factor * target[k]! + other[k]!;
}

/** Σ v²/s; a scale of 0 counts as in `divide` */
function scaledSquares(vector: Float64Array, scale: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += vector[k]! * (vector[k]! / (scale[k] || 1));
  return sum;
}

/** target = dividend / divisor, elementwise; a divisor of 0, that of a feature without curvature, counts as 1 */
function divide(target: Float64Array, dividend: Float64Array, divisor: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] = dividend[k]! / (divisor[k] || 1);
}
