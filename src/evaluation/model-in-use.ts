import type { Dataset } from '../data/dataset.js';
import type { Classes } from '../data/labels.js';
import { type Loss, losses } from '../objective/losses.js';
import { type FeatureWeight, type Model, type ModelHeader, readModel } from '../results/model.js';
import { InputError, UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';

/** A model as it is used on data that share the features and labels of its training data. */
export interface ModelInUse extends Pick<Model, 'sha256' | 'header'> {
  loss: Loss;
  /** Which labels are −1 and +1, if the loss takes classes. */
  classes: Classes | undefined;
  /** The features of its training data. */
  space: Pick<Dataset, 'name' | 'features' | 'indexBase' | 'columns'>;
  /** The index in files of each feature that has a weight. */
  indices: Uint32Array;
  /** The weight of each of these features. */
  weights: Float64Array;
  /** The divisor of each of these features, if features were scaled. */
  divisors: Float64Array | undefined;
  /** The constant term of the margin; undefined if there is none. */
  bias: number | undefined;
}

type Training = NonNullable<ModelHeader['trainedOn']>;

/** One more than the largest index that a file may have. */
const MOST_FEATURES = 2 ** 31 - 1;
const MAKE_AGAIN = `Make it again with adabatch run ${setting('saveModel')}`;

/**
 * Reads a model to use it.
 * @throws UserError if the file is no model, does not say what it was trained on, or has no weights
 */
export async function openModel(file: string, signal?: AbortSignal): Promise<ModelInUse> {
  const { sha256, header, weights } = await readModel(file, signal);
  const loss = lossOf(header, file);
  const training = header.trainedOn;
  const space = training && spaceOf(training, header);
  if (!space || (loss.labels === 'classes') !== (training.negative !== null)) {
    throw new UserError(`${file}: the model does not say which data fit it, as it is of an older version`, MAKE_AGAIN);
  }
  if (weights.length === 0 && header.bias === 0) throw new UserError(`${file}: the model has no weights`, MAKE_AGAIN);
  return {
    ...{ sha256, header, loss, classes: classesOf(training), space },
    indices: indicesOf(weights, space, file),
    weights: Float64Array.from(weights, ({ weight }) => weight),
    divisors: training.scale && Float64Array.from(weights, ({ divisor = 1 }) => divisor),
    bias: training.bias ? header.bias : undefined,
  };
}

/** The features of the training data; undefined if an older version left out something that is needed. */
function spaceOf({ features, indexBase, names, columns, negative }: Training, header: ModelHeader) {
  if (negative === undefined || features > MOST_FEATURES) return undefined;
  const space = { name: header.dataset, features };
  if (indexBase !== undefined) return { ...space, indexBase, columns: undefined };
  if (!names || !columns || names.length !== features) return undefined;
  return { ...space, indexBase: 0 as const, columns: { ...columns, features: names } };
}

function lossOf({ loss: name }: ModelHeader, file: string): Loss {
  const loss = losses.find((known) => known.name === name);
  if (loss) return loss;
  const known = losses.map((other) => other.name).join(', ');
  throw new UserError(`${file}: the model was made with the ${name} loss, which is none of ${known}`, MAKE_AGAIN);
}

function classesOf({ positive, negative }: Training): Classes | undefined {
  return positive && negative ? { positive, negative } : undefined;
}

/** The index in files of each weight's feature. Throws an InputError for a feature that training did not have. */
function indicesOf(weights: readonly FeatureWeight[], space: ModelInUse['space'], file: string): Uint32Array {
  const { features, indexBase, columns } = space;
  const positions = new Map(columns?.features.map((name, position) => [name, position]));
  return Uint32Array.from(weights, ({ feature }, line) => {
    const index = typeof feature === 'string' ? positions.get(feature) : columns ? undefined : feature;
    if (index !== undefined && index >= indexBase && index < indexBase + features) return index;
    // The header is the first line.
    throw new InputError(
      { file, line: line + 2 },
      `the feature ${JSON.stringify(feature)} is none of those that the model says it was trained on`,
      MAKE_AGAIN,
    );
  });
}
