import type { Dataset } from '../data/dataset.js';
import { allRows } from '../data/split.js';
import type { RowStatistics } from '../data/statistics.js';
import { EngineMemory } from '../engine/memory.js';
import { compileKernels, instantiate } from '../engine/wasm.js';
import { featureColumns } from '../experiment/feature-columns.js';
import { placeRows } from '../experiment/place-rows.js';
import { createProblem, createTrainingSet, type Objective } from '../objective/problem.js';
import { meanSmoothness } from '../objective/smoothness.js';
import type { SmoothnessInspection } from '../results/inspection.js';
import { UserError } from '../util/errors.js';
import { randomBelow, randomFor } from '../util/random.js';

/** The most stored values to compute λmax of: more would take longer than reading them did. */
const MOST_VALUES = 1 << 21;
/** The approximate number of stored values in the sample of a larger dataset. */
const SAMPLE_VALUES = 1 << 20;

/**
 * The smoothness constants of a loss on a dataset; L_f comes from a sample of rows if the dataset is large.
 * @returns null if L, or one over it, is no double
 */
export async function inspectSmoothness(
  dataset: Dataset,
  { squaredNorms }: Pick<RowStatistics, 'squaredNorms'>,
  { loss, bias }: Pick<Objective, 'loss' | 'bias'>,
): Promise<SmoothnessInspection | null> {
  const squaredNorm = squaredNorms.reduce((largest, norm) => Math.max(largest, norm), 0);
  const meanNorm = squaredNorms.reduce((sum, norm) => sum + norm / squaredNorms.length, 0);
  const [sample, typical] = [squaredNorm, meanNorm].map((norm) => loss.curvature * (norm + Number(bias))) as [
    number,
    number,
  ];
  if (squaredNorm === 0 || !Number.isFinite(sample) || !Number.isFinite(1 / sample)) return null;
  const rows = sampleRows(dataset);
  const mean = await smoothnessOf(dataset, rows, { loss, lambda: 0, bias });
  return { loss: loss.name, bias, sample, typical, mean, meanFromRows: rows.length };
}

/** L_f of the given rows only; null if they do not fit into the engine's memory. */
async function smoothnessOf(dataset: Dataset, rows: Uint32Array, objective: Objective): Promise<number | null> {
  const memory = new EngineMemory();
  const kernels = instantiate(await compileKernels(), memory.memory);
  try {
    const columns = await featureColumns(dataset);
    const shape = { columns, starts: Uint32Array.of(0), parts: 1, bias: objective.bias };
    const { matrix } = await placeRows(memory, { dataset, labels: dataset.labels }, rows, shape);
    const training = createTrainingSet(memory, kernels, matrix);
    return meanSmoothness(createProblem(training, objective));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** All rows, or a sample if there are many: a random one out of each of equally long stretches. */
function sampleRows({ rows, nonzeros }: Dataset): Uint32Array {
  if (nonzeros <= MOST_VALUES) return allRows(rows);
  const count = Math.ceil((rows * SAMPLE_VALUES) / nonzeros);
  const random = randomFor(0, 'sample');
  const startOf = (stretch: number) => Math.floor((stretch / count) * rows);
  return Uint32Array.from({ length: count }, (_, stretch) => {
    const start = startOf(stretch);
    return start + randomBelow(random, startOf(stretch + 1) - start);
  });
}
