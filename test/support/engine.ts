import { SparseMatrix } from '../../src/engine/matrix.js';
import { EngineMemory } from '../../src/engine/memory.js';
import { compileKernels, instantiate } from '../../src/engine/wasm.js';
import { losses } from '../../src/objective/losses.js';
import { createProblem, createTrainingSet, type Problem } from '../../src/objective/problem.js';
import type { DenseProblem } from '../reference/reference.js';

const compiled = compileKernels();

/** A dense problem in an engine of its own, its rows in the given order. */
export async function engineProblem(
  dense: DenseProblem,
  placement: Iterable<number> = dense.rows.keys(),
): Promise<Problem> {
  const memory = new EngineMemory();
  const kernels = instantiate(await compiled, memory.memory);
  const order = [...placement];
  const supports = order.map((row) => support(dense.rows[row] as number[]));
  const lengths = Uint32Array.from(supports, ({ indices }) => indices.length);
  const shape = { rows: order.length, features: dense.features, starts: Uint32Array.of(0), lengths, parts: [0] };
  const train = new SparseMatrix(memory, shape);
  supports.forEach(({ indices, values }, row) => {
    train.setRow(row, { columns: indices, values, start: 0, end: indices.length });
  });
  train.labels.set(order.map((row) => dense.labels[row]!));
  const { lambda, bias = false } = dense;
  const loss = losses.find(({ name }) => name === dense.loss);
  if (!loss) throw new Error(`no loss ${dense.loss}`);
  return createProblem(createTrainingSet(memory, kernels, train), { loss, lambda, bias });
}

/** The same problem, and how often it has called a kernel that passes over its rows. */
export function countingPasses(
  problem: Problem,
  kernel: 'addGradient' | 'addCurvatureProduct',
): { counted: Problem; passes: () => number } {
  let calls = 0;
  const call = (...args: [number, number, number, number]) => {
    calls++;
    problem.kernels[kernel](...args);
  };
  return { counted: { ...problem, kernels: { ...problem.kernels, [kernel]: call } }, passes: () => calls };
}

/** The weights of a problem as they stand. */
export function weightsOf({ memory, weights, features }: Problem): number[] {
  return [...memory.f64(weights, features)];
}

function support(row: number[]): { indices: Uint32Array; values: Float64Array } {
  const indices = Uint32Array.from([...row.keys()].filter((k) => row[k] !== 0));
  return { indices, values: Float64Array.from(indices, (k) => row[k]!) };
}
