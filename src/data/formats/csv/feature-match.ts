import { InputError } from '../../../util/errors.js';
import { quoted } from '../../../util/quoted.js';
import { setting } from '../../../util/setting.js';
import type { ColumnPlan, ReadSummary, RowChunk } from '../../rows.js';
import { orderNotes, requireColumns } from './columns.js';
import { foreignNotes } from './remarks.js';
import { type Role, testRoles } from './roles.js';

/** A feature that the training file lacks. */
const UNSEEN = -1;
/** A feature of a column that is numeric in one of the two files and text in the other. */
const OTHER_KIND = -2;
/** A feature of a column that the training file lacks. */
const IGNORED = -3;

/** Maps the rows of a test file, whose columns became features by its own plan, to the training file's features. */
export class FeatureMatch {
  readonly #own: ColumnPlan;
  readonly #training: ColumnPlan;
  readonly #file: string;
  /** The training feature that each feature becomes. */
  readonly #targets: Int32Array;
  #unseen = 0;

  /** @throws InputError if a column of the training file is missing, or the label is another column */
  constructor(own: ColumnPlan, training: ColumnPlan, file: string) {
    requireColumns(own, training.names, { file });
    requireLabel(own, training, file);
    this.#own = own;
    this.#training = training;
    this.#file = file;
    this.#targets = targetsOf(own, training);
  }

  /** The same rows in the features of the training file. Throws an InputError at a value of another kind. */
  apply(chunk: RowChunk): RowChunk {
    const lengths = new Uint32Array(chunk.lengths.length);
    const indices: number[] = [];
    const values: number[] = [];
    let position = 0;
    chunk.lengths.forEach((length, row) => {
      const pairs: [feature: number, value: number][] = [];
      for (const end = position + length; position < end; position++) {
        const target = this.#target(chunk.indices[position]!);
        if (target >= 0) pairs.push([target, chunk.values[position]!]);
      }
      pairs.sort(([one], [other]) => one - other);
      for (const [feature, value] of pairs) {
        indices.push(feature);
        values.push(value);
      }
      lengths[row] = pairs.length;
    });
    return { labels: chunk.labels, lengths, indices: Uint32Array.from(indices), values: Float64Array.from(values) };
  }

  /** The summary at the end of the file, the same as when its CSV file is read as a test file. */
  summary(header: ReadSummary): ReadSummary {
    const { names, features } = this.#training;
    const ignored = this.#own.names.filter((name) => !names.includes(name));
    const notes = [...orderNotes(this.#own.names, this.#training, this.#file), ...foreignNotes(this.#unseen, ignored)];
    return { ...header, features: features.length, columns: this.#training, notes };
  }

  #target(feature: number): number {
    const target = this.#targets[feature]!;
    if (target === OTHER_KIND) {
      throw new InputError(
        { file: this.#file },
        `the feature ${quoted(this.#own.features[feature] ?? '')} is of a column that has text in one of the two files ` +
          'and only numbers in the other',
        'Give the CSV file that it was made of',
      );
    }
    if (target === UNSEEN) this.#unseen++;
    return target;
  }
}

function requireLabel(own: ColumnPlan, training: ColumnPlan, file: string): void {
  const [here, there] = [own, training].map(({ names, label }) => names[label] as string);
  if (here === there) return;
  throw new InputError(
    { file },
    `the label here is the column ${quoted(here ?? '')}, and in the training data ${quoted(there ?? '')}`,
    `Make one of them again with adabatch data convert and ${setting('labelColumn')}`,
  );
}

function targetsOf(own: ColumnPlan, training: ColumnPlan): Int32Array {
  const { roles } = testRoles(own, training);
  const targets = new Int32Array(own.features.length).fill(UNSEEN);
  testRoles(own, own).roles.forEach((role, position) => {
    const there = roles[position] as Role;
    if (role.kind === 'numeric') {
      targets[role.feature] = there.kind === 'numeric' ? there.feature : targetElsewhere(there);
    } else if (role.kind === 'text') {
      for (const [value, feature] of role.values) {
        targets[feature] = there.kind === 'text' ? (there.values.get(value) ?? UNSEEN) : targetElsewhere(there);
      }
    }
  });
  return targets;
}

function targetElsewhere(there: Role): number {
  if (there.kind === 'text') return there.values.size > 0 ? OTHER_KIND : UNSEEN;
  return there.kind === 'numeric' ? OTHER_KIND : IGNORED;
}
