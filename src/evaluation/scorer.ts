import { allRows } from '../data/split.js';
import { divideFeatures } from '../data/transforms/max-abs.js';
import type { SparseMatrix } from '../engine/matrix.js';
import { EngineMemory } from '../engine/memory.js';
import { compileKernels, instantiate } from '../engine/wasm.js';
import { columnsOf, type FeatureColumns } from '../experiment/feature-columns.js';
import { placeRows, type RowSource } from '../experiment/place-rows.js';
import { createWeighted, marginsOf, type Weighted } from '../objective/problem.js';
import { UserError } from '../util/errors.js';
import { count } from '../util/text.js';
import type { ModelInUse } from './model-in-use.js';

/** Rows to score, and their labels as the loss takes them. */
interface Scored {
  source: RowSource;
  labels: Float64Array;
}

/** A model in the engine. It lays rows there as a run lays those to test on, so that losses are the same to the bit. */
export class Scorer {
  readonly weighted: Weighted;
  readonly #model: ModelInUse;
  readonly #columns: FeatureColumns;
  /** Where the memory for rows begins. */
  readonly #mark: number;

  private constructor(model: ModelInUse, weighted: Weighted, columns: FeatureColumns) {
    this.weighted = weighted;
    this.#model = model;
    this.#columns = columns;
    this.#mark = weighted.memory.mark;
  }

  /** Starts the engine. Throws a UserError if memory runs out. */
  static async start(model: ModelInUse): Promise<Scorer> {
    const { loss, space, indices, weights, bias } = model;
    const columns = columnsOf(indices, space);
    const features = indices.length + Number(bias !== undefined);
    const memory = new EngineMemory();
    const kernels = instantiate(await compileKernels(), memory.memory);
    const weighted = createWeighted(memory, kernels, loss, features);
    const target = memory.f64(weighted.weights, features);
    indices.forEach((index, place) => {
      target[columns.columnOf(index - space.indexBase) as number] = weights[place]!;
    });
    if (bias !== undefined) target[features - 1] = bias;
    return new Scorer(model, weighted, columns);
  }

  /** Lays rows in memory, in place of those before; also counts their values in features without a weight. */
  place({ source, labels }: Scored): Promise<{ matrix: SparseMatrix; absent: number }> {
    const { space, divisors, bias } = this.#model;
    const { memory } = this.weighted;
    memory.release(this.#mark);
    const rows = { ...source, indexBase: space.indexBase };
    const dataset = divisors ? divideFeatures(rows, divisors) : rows;
    const shape = { columns: this.#columns, starts: Uint32Array.of(0), parts: 1, bias: bias !== undefined };
    return placeRows(memory, { dataset, labels }, allRows(rows.rows), shape);
  }

  /**
   * The margins of rows that were laid last, until others are.
   * @param name of the data, for messages
   * @param before the number of rows of the data before these
   * @throws UserError if one is not finite
   */
  margins(matrix: SparseMatrix, name: string, before = 0): Float64Array {
    const margins = marginsOf(this.weighted, matrix);
    const row = margins.findIndex((margin) => !Number.isFinite(margin));
    if (row < 0) return margins;
    throw new UserError(
      `${name}: the margin of row ${before + row + 1} is not a finite double`,
      'Its values, or the weights of the model, are too large',
    );
  }
}

/** Says how many values had no weight; warns if that is all of them, as it is where features are other ones. */
export function remarkAbsent(
  { name, values, absent }: { name: string; values: number; absent: number },
  { note, warn }: { note(text: string): void; warn(text: string): void },
): void {
  if (values > 0 && absent === values) warn(`${name}: no feature has a weight in the model: is it that of other data?`);
  else if (absent > 0) {
    const [ignored, verb] = [count(absent, 'value'), absent === 1 ? 'was' : 'were'];
    note(`${name}: ${ignored} in features without a weight in the model ${verb} ignored`);
  }
}
