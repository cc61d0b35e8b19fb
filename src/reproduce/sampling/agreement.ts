import type { Sample } from './repetitions.js';

/** How the means of a sample lie about what they should be: z is 0 on average with a variance of 1 if they do. */
export interface Agreement {
  /** The coordinates that z is known of. */
  coordinates: number;
  meanZ: number;
  /** Of mean z, from its spread over the repetitions, since the coordinates of one vary together. */
  standardError: number;
  variance: number;
  /** The share of |z| > 3; 0.27 % of a normal distribution. */
  beyond: number;
}

/** |z| from here on counts as beyond. */
const FAR = 3;
/** The greatest skewness of a mean over a repetition (this project's): the normal distribution has 0, Poisson's 1/√μ. */
const MOST_SKEWNESS = 0.5;
/** Below this share of the mean square, a variance is rounding. */
const ROUNDING = 1e-10;

/**
 * Compares the mean of each repetition and coordinate with its expectation e: z = (mean − e)/(s/√T) · sign(e), so that
 * it is positive where the gradient is too long. Mistakes in coordinates with gradients of either sign then add up, and
 * do not cancel. s² is the variance over the batches of all repetitions: that of one repetition's T batches is low
 * whenever its mean is, in a rare feature, and would shift z by half the skewness of the mean.
 * @param expectations e, by coordinate
 */
export function agreementOf(sample: Sample, expectations: Float64Array): Agreement {
  const { means, repetitions } = sample;
  const errors = standardErrors(sample);
  const known = [...errors.keys()].filter((coordinate) => errors[coordinate]! > 0);
  const byRepetition = new Float64Array(repetitions);
  let [squares, far] = [0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    let sum = 0;
    for (const coordinate of known) {
      const expectation = expectations[coordinate]!;
      const difference = means[repetition * expectations.length + coordinate]! - expectation;
      const z = ((expectation < 0 ? -1 : 1) * difference) / errors[coordinate]!;
      sum += z;
      squares += z * z;
      if (Math.abs(z) > FAR) far++;
    }
    byRepetition[repetition] = sum / known.length;
  }
  const values = known.length * repetitions;
  const { mean, variance } = momentsOf(byRepetition);
  return {
    coordinates: known.length,
    meanZ: mean,
    standardError: Math.sqrt(variance / repetitions),
    variance: squares / values - mean * mean,
    beyond: far / values,
  };
}

/** The variance of each coordinate over all batches; 0 where it is nothing but rounding. */
export function variancesOf(sample: Sample): Float64Array {
  const { batches, repetitions, squares } = sample;
  const overall = overallMeans(sample);
  return squares.map((sum, coordinate) => {
    const meanSquare = sum / (batches * repetitions);
    const variance = meanSquare - overall[coordinate]! * overall[coordinate]!;
    return variance > ROUNDING * meanSquare ? variance : 0;
  });
}

/** s/√T of each coordinate; 0 where means do not vary, or too few batches decide how. */
function standardErrors(sample: Sample): Float64Array {
  const { batches, repetitions, squares, cubes } = sample;
  const overall = overallMeans(sample);
  return variancesOf(sample).map((variance, coordinate) => {
    const mean = overall[coordinate]!;
    const [meanSquare, meanCube] = [squares, cubes].map((sums) => sums[coordinate]! / (batches * repetitions)) as [
      number,
      number,
    ];
    const thirdMoment = meanCube - 3 * mean * meanSquare + 2 * mean * mean * mean;
    const skewness = thirdMoment / (variance * Math.sqrt(variance) * Math.sqrt(batches));
    return Math.abs(skewness) <= MOST_SKEWNESS ? Math.sqrt(variance / batches) : 0;
  });
}

/** The mean of each coordinate over all batches. */
function overallMeans({ means, repetitions, coordinates }: Sample): Float64Array {
  const sums = new Float64Array(coordinates.length);
  means.forEach((mean, at) => {
    const coordinate = at % coordinates.length;
    sums[coordinate] = sums[coordinate]! + mean / repetitions;
  });
  return sums;
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, variance: squares / (values.length - 1) };
}
