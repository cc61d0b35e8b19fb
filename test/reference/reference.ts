// The methods as docs/method.md section 3 writes them, in plain loops over dense arrays: nothing of the
// engine, of the rules or of the losses is used here, so that the two can be held against each other.

/** The rules that are written out here. */
export const RULES = ['mean', 'sum', 'adabatch', 'expected', 'power:0.5'];

/** A small problem, dense: one array of values a row, with zeros where a row has no feature. */
export interface DenseProblem {
  rows: number[][];
  /** −1 or +1, or any number for the squared loss. */
  labels: number[];
  features: number;
  loss: string;
  lambda: number;
  /** Whether the last feature is a bias, which L2 leaves alone. */
  bias?: boolean;
}

export interface DenseSettings {
  rule: string;
  batch: number;
  stepSize: number;
  /** Row numbers by epoch. */
  visits: number[][];
  /** The epochs, also a fraction, after which the iterates are averaged, if they are. */
  averageFrom?: number | undefined;
  /** What the step size of an epoch is multiplied with, by the passes before it. */
  schedule?: ((passes: number) => number) | undefined;
}

function lossValue(loss: string, margin: number, label: number): number {
  const agreement = label * margin;
  switch (loss) {
    case 'logistic':
      // log(1 + e^−z) = −z + log(1 + e^z), whichever does not overflow
      return agreement >= 0 ? Math.log1p(Math.exp(-agreement)) : -agreement + Math.log1p(Math.exp(agreement));
    case 'squared':
      return (margin - label) ** 2 / 2;
    case 'hinge':
      return Math.max(0, 1 - agreement);
    case 'squared-hinge':
      return Math.max(0, 1 - agreement) ** 2 / 2;
    default:
      throw new Error(`no loss ${loss}`);
  }
}

function lossDerivative(loss: string, margin: number, label: number): number {
  const agreement = label * margin;
  switch (loss) {
    case 'logistic':
      return -label / (1 + Math.exp(agreement));
    case 'squared':
      return margin - label;
    case 'hinge':
      return agreement < 1 ? -label : 0;
    case 'squared-hinge':
      return agreement < 1 ? -label * (1 - agreement) : 0;
    default:
      throw new Error(`no loss ${loss}`);
  }
}

/** F(w). */
export function objective({ rows, labels, loss, lambda, bias }: DenseProblem, weights: number[]): number {
  let sum = 0;
  rows.forEach((row, i) => {
    sum += lossValue(loss, inner(row, weights), labels[i]!);
  });
  const regularised = bias ? weights.slice(0, -1) : weights;
  return sum / rows.length + (lambda / 2) * inner(regularised, regularised);
}

/** ∇F(w). */
export function gradient(problem: DenseProblem, weights: number[]): number[] {
  const { rows, lambda, bias, features } = problem;
  const ofSample = gradientAt(problem, weights);
  return weights.map((weight, k) => {
    const mean = rows.reduce((sum, _, i) => sum + ofSample(i, k), 0) / rows.length;
    return mean + (bias && k === features - 1 ? 0 : lambda * weight);
  });
}

/** p_k. */
function frequencies({ rows, features }: DenseProblem): number[] {
  return Array.from({ length: features }, (_, k) => rows.filter((row) => row[k] !== 0).length / rows.length);
}

/** The rule's step direction for feature k of one batch, from the samples' gradients (section 3, "Rules"). */
function aggregate(rule: string, gradients: number[], active: number, frequency: number): number {
  const size = gradients.length;
  const sum = gradients.reduce((total, gradient) => total + gradient, 0);
  switch (rule) {
    case 'mean':
      return sum / size;
    case 'sum':
      return sum;
    case 'adabatch':
      return sum / active;
    case 'expected':
      return (rescaling(frequency, size) * sum) / size;
    case 'power:0.5':
      return sum / Math.sqrt(active * size);
    default:
      throw new Error(`no rule ${rule}`);
  }
}

/** s_k: the weight of the L2 term that the rule gives a feature for its count (section 3, "Sparse L2"). */
function l2Weight(rule: string, active: number, size: number, frequency: number): number {
  switch (rule) {
    case 'mean':
      return active / (size * frequency);
    case 'sum':
      return active / frequency;
    case 'adabatch':
      return 1 / frequency;
    case 'expected':
      return (rescaling(frequency, size) * active) / (size * frequency);
    case 'power:0.5':
      return Math.sqrt(active / size) / frequency;
    default:
      throw new Error(`no rule ${rule}`);
  }
}

/** c_k = (1 − (1 − p)^B)/p, by expm1 and log1p. */
function rescaling(frequency: number, size: number): number {
  return frequency === 1 ? 1 : -Math.expm1(size * Math.log1p(-frequency)) / frequency;
}

/** The gradient of one sample at some weights, for one feature: 0 outside the support. */
type SampleGradient = (sample: number, feature: number) => number;

/** SGD from w = 0; returns the weights and F after each epoch. */
export function sgd(problem: DenseProblem, settings: DenseSettings): { weights: number[]; losses: number[] } {
  return descend(problem, settings, (weights) => gradientAt(problem, weights));
}

/** Adagrad from w = 0; returns the weights and F after each epoch. */
export function adagrad(problem: DenseProblem, settings: DenseSettings): { weights: number[]; losses: number[] } {
  const squares = new Array<number>(problem.features).fill(0);
  const share = (k: number, direction: number) => {
    squares[k] = squares[k]! + direction ** 2;
    return 1 / (Math.sqrt(squares[k]) + 1e-8);
  };
  return descend(problem, settings, (weights) => gradientAt(problem, weights), { share });
}

/** SVRG from w = 0 with a snapshot every few epochs; returns the weights and F after each epoch. */
export function svrg(problem: DenseProblem, settings: DenseSettings & { snapshotEvery: number }) {
  const share = frequencies(problem);
  let atSnapshot: SampleGradient;
  let full: number[];
  const takeSnapshot = (weights: number[]) => {
    atSnapshot = gradientAt(problem, [...weights]);
    const all = [...problem.rows.keys()];
    full = share.map((_, k) => all.reduce((sum, i) => sum + atSnapshot(i, k), 0) / all.length);
  };
  const gradientOf = (weights: number[], epoch: number, isFirstBatch: boolean): SampleGradient => {
    if (isFirstBatch && epoch % settings.snapshotEvery === 0) takeSnapshot(weights);
    const here = gradientAt(problem, weights);
    return (i, k) => (problem.rows[i]?.[k] === 0 ? 0 : here(i, k) - atSnapshot(i, k) + full[k]! / share[k]!);
  };
  // A snapshot is a pass.
  const passesBefore = (epoch: number) => {
    let passes = 0;
    for (let done = 0; done < epoch; done++) passes += done % settings.snapshotEvery === 0 ? 2 : 1;
    return passes;
  };
  return descend(problem, settings, gradientOf, { passesBefore });
}

/** SAGA from w = 0 and stored gradients of 0; returns the weights and F after each epoch. */
export function saga(problem: DenseProblem, settings: DenseSettings): { weights: number[]; losses: number[] } {
  const share = frequencies(problem);
  let stored = problem.rows.map((row) => row.map(() => 0));
  const gradientOf = (weights: number[], _epoch: number, _isFirstBatch: boolean, batch: number[]): SampleGradient => {
    const [here, before] = [gradientAt(problem, weights), stored];
    const mean = share.map((_, k) => before.reduce((sum, gradient) => sum + gradient[k]!, 0) / before.length);
    stored = before.map((gradient, i) => (batch.includes(i) ? gradient.map((_, k) => here(i, k)) : gradient));
    return (i, k) => (problem.rows[i]?.[k] === 0 ? 0 : here(i, k) - before[i]![k]! + mean[k]! / share[k]!);
  };
  return descend(problem, settings, gradientOf);
}

function gradientAt({ rows, labels, loss }: DenseProblem, weights: number[]): SampleGradient {
  const derivatives = rows.map((row, i) => lossDerivative(loss, inner(row, weights), labels[i]!));
  return (i, k) => derivatives[i]! * rows[i]![k]!;
}

/** What an algorithm changes of a descent: the passes before an epoch, and a feature's share of γ. */
interface Changes {
  passesBefore?: (epoch: number) => number;
  share?: (feature: number, direction: number) => number;
}

function descend(
  problem: DenseProblem,
  settings: DenseSettings,
  gradientOf: (weights: number[], epoch: number, isFirstBatch: boolean, batch: number[]) => SampleGradient,
  { passesBefore = (epoch) => epoch, share: shareOf = () => 1 }: Changes = {},
): { weights: number[]; losses: number[] } {
  const weights = new Array<number>(problem.features).fill(0);
  const share = frequencies(problem);
  const losses: number[] = [];
  const { averageFrom = Number.POSITIVE_INFINITY } = settings;
  let sums = weights.map(() => 0);
  let summed = 0;
  // The average of all iterates since `averageFrom`, once there is one.
  const published = () => (summed > 0 ? sums.map((sum) => sum / summed) : weights);
  settings.visits.forEach((visits, epoch) => {
    const stepSize = settings.stepSize * (settings.schedule?.(passesBefore(epoch)) ?? 1);
    const rateOf = (feature: number, direction: number) => stepSize * shareOf(feature, direction);
    for (let start = 0; start < visits.length; start += settings.batch) {
      const batch = visits.slice(start, start + settings.batch);
      const gradient = gradientOf(weights, epoch, start === 0, batch);
      step(problem, settings.rule, share, weights, batch, gradient, rateOf);
      if (epoch * visits.length + start < Math.round(averageFrom * visits.length)) continue;
      sums = sums.map((sum, k) => sum + weights[k]!);
      summed++;
    }
    losses.push(objective(problem, published()));
  });
  return { weights: published(), losses };
}

function step(
  { rows, features, lambda, bias }: DenseProblem,
  rule: string,
  share: number[],
  weights: number[],
  batch: number[],
  gradient: SampleGradient,
  rateOf: (feature: number, direction: number) => number,
): void {
  for (let k = 0; k < features; k++) {
    const active = batch.filter((i) => rows[i]?.[k] !== 0).length;
    if (active === 0) continue;
    const gradients = batch.map((i) => gradient(i, k));
    const direction = aggregate(rule, gradients, active, share[k]!);
    const rate = rateOf(k, direction);
    const strength = bias && k === features - 1 ? 0 : lambda * l2Weight(rule, active, batch.length, share[k]!);
    const shrink = 1 + rate * strength;
    weights[k] = (weights[k]! - rate * direction) / shrink;
  }
}

function inner(a: number[], b: number[]): number {
  return a.reduce((sum, value, position) => sum + value * b[position]!, 0);
}
