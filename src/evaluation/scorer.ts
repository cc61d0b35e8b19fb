import { mapChunks } from '../data/content.js';
import { allRows } from '../data/split.js';
import { divided } from '../data/transforms/max-abs.js';
import type { SparseMatrix } from '../engine/matrix.js';
import { EngineMemory } from '../engine/memory.js';
import { compileKernels, instantiate } from '../engine/wasm.js';
import { columnsOf } from '../experiment/feature-columns.js';
import { placeRows, type RowSource, type Shape } from '../experiment/place-rows.js';
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
  readonly #shape: Shape;
  /** The divisor of each column, if features were scaled. */
  readonly #divisors: Float64Array | undefined;
  /** Where the memory for rows begins. */
  readonly #mark: number;

  private constructor(weighted: Weighted, shape: Shape, divisors: Float64Array | undefined) {
    this.weighted = weighted;
    this.#shape = shape;
    this.#divisors = divisors;
    this.#mark = weighted.memory.mark;
  }

  /** Starts the engine. Throws a UserError if memory runs out. */
  static async start({ loss, space, indices, weights, divisors, bias }: ModelInUse): Promise<Scorer> {
    const columns = columnsOf(indices, space);
    const places = columns.columnsAt(indices);
    const memory = new EngineMemory();
    const kernels = instantiate(await compileKernels(), memory.memory);
    const weighted = createWeighted(memory, kernels, loss, weights.length + 1);
    const target = memory.f64(weighted.weights, weights.length + 1);
    target.set(moved(weights, places));
    target[weights.length] = bias ?? 0;
    const shape = { columns, starts: Uint32Array.of(0), parts: 1, bias: bias !== undefined };
    return new Scorer(weighted, shape, divisors && moved(divisors, places));
  }

  /** Lays rows in memory, in place of those before; also counts their values in features without a weight. */
  place({ source, labels }: Scored): Promise<{ matrix: SparseMatrix; absent: number }> {
    const { memory } = this.weighted;
    memory.release(this.#mark);
    return placeRows(memory, { dataset: this.#scaled(source), labels }, allRows(source.rows), this.#shape);
  }

  /** The rows with their values divided as those of the training data were. */
  #scaled(source: RowSource): RowSource {
    const divisors = this.#divisors;
    if (!divisors) return source;
    return mapChunks(source, (chunk) => {
      const columns = this.#shape.columns.columnsAt(chunk.indices);
      const values = chunk.values.map((value, position) => divided(value, divisors[columns[position]!] ?? 1));
      return { ...chunk, values };
    });
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

/** Numbers at their places. */
function moved(numbers: Float64Array, places: Uint32Array): Float64Array {
  const target = new Float64Array(numbers.length);
  places.forEach((place, position) => {
    target[place] = numbers[position]!;
  });
  return target;
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
