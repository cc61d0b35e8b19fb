import type { InputError } from '../../../util/errors.js';
import { RowDraft } from '../../row-draft.js';
import type { ColumnPlan, ReadSummary, RowChunk } from '../../rows.js';
import { parseDecimal } from '../decimal.js';
import type { Report } from '../format.js';
import { type ColumnKind, kindOfCell, kindOfCells } from './cells.js';
import { type Columns, planOf } from './columns.js';
import { CsvFaults } from './faults.js';
import type { CsvRecord } from './records.js';
import { notesOf, type SeenTable, testNotesOf, warningsOf } from './remarks.js';
import {
  type LabelRole,
  type NumericRole,
  numericRole,
  type Roles,
  type TextRole,
  testRoles,
  textRole,
  trainingRoles,
} from './roles.js';
import type { Separator } from './separator.js';

/** The source of the records, and the plan whose features they take. */
export interface EncoderOptions {
  file: string;
  separator: Separator;
  /** The training file's columns, if this is a test file. */
  columns?: ColumnPlan;
  /** Whether labels are not looked at; each is 0. */
  ignoreLabels?: boolean;
}

/** The least memory that a text takes besides its characters, and the most that all texts may take. */
const BYTES_A_TEXT = 64;
const MOST_TEXT_BYTES = 1 << 26;

/** Turns the records of a CSV file into rows: numbers as they are, text one-hot encoded, the label separate. */
export class CsvEncoder {
  readonly #columns: Columns;
  readonly #options: EncoderOptions;
  readonly #roles: Roles;
  readonly #faults: CsvFaults;
  readonly #report: Report;
  readonly #draft: RowDraft;
  /** How many cells of each column have no value. */
  readonly #missing: number[];
  #rows = 0;
  #unseen = 0;
  /** The approximate memory of the distinct texts. */
  #textBytes = 0;
  /** Where the values of the row that is being added end, and whether its features ascend so far. */
  #end = 0;
  #ascends = true;

  /**
   * @param sample the first rows, which show whether a column is numeric or text; a test file follows its training file
   * @param report called for every fault
   */
  constructor(columns: Columns, sample: readonly CsvRecord[], options: EncoderOptions, report: Report) {
    this.#columns = columns;
    this.#options = options;
    this.#roles = options.columns
      ? testRoles(columns, options.columns, areTextLabels(sample, columns.label))
      : trainingRoles(columns, kindsOf(columns, sample));
    if (options.ignoreLabels && columns.label >= 0) this.#roles.roles[columns.label] = { kind: 'dropped' };
    this.#faults = new CsvFaults(columns, options.file, options.separator, options.columns !== undefined);
    this.#report = report;
    this.#draft = new RowDraft(columns.names.length, 0);
    this.#missing = columns.names.map(() => 0);
  }

  /** Whether it is time to `take` the added rows. */
  get isFull(): boolean {
    return this.#draft.isFull;
  }

  /** The rows added since the last call. */
  take(): RowChunk {
    return this.#draft.take();
  }

  /** Adds a record as a row, unless it has a fault. */
  add(record: CsvRecord): void {
    if (record.cells.length !== this.#columns.names.length) {
      this.#report(this.#faults.length(record));
      return;
    }
    this.#end = this.#draft.start;
    this.#ascends = true;
    let label = this.#options.ignoreLabels ? 0 : undefined;
    let isSound = true;
    for (const [position, role] of this.#roles.roles.entries()) {
      if (role.kind === 'label') label = this.#labelOf(record, position, role);
      else if (!this.#addCell(record, position)) isSound = false;
    }
    if (label === undefined || !isSound) return;
    if (!this.#ascends) this.#sort();
    this.#draft.endRow(label, this.#end);
    this.#rows++;
  }

  /**
   * The summary at the end of the file.
   *
   * @param comments the number of comment lines
   */
  summary(comments: number): ReadSummary {
    const { file, separator, columns: plan } = this.#options;
    const { roles, features } = this.#roles;
    const label = roles[this.#columns.label];
    const seen: SeenTable = {
      ...{ file, separator, columns: this.#columns, roles },
      ...{ rows: this.#rows, missing: this.#missing, comments },
    };
    const warnings = plan ? [] : warningsOf(seen);
    return {
      indexBase: 0,
      features: features.length,
      ...(label?.kind === 'label' && label.values && { labelNames: [...label.values.keys()] }),
      columns: plan ?? planOf(this.#columns, features),
      notes: plan ? testNotesOf(seen, plan, this.#unseen) : notesOf(seen),
      ...(warnings.length > 0 && { warnings }),
    };
  }

  /** The label; undefined if it is faulty. */
  #labelOf(record: CsvRecord, position: number, { values, takesNumbers }: LabelRole): number | undefined {
    const cell = record.cells[position] ?? '';
    if (cell === '') return this.#refuse(this.#faults.missingLabel(record, position));
    if (values === undefined) return this.#numberIn(record, position);
    const known = values.get(cell);
    if (known !== undefined) return known;
    if (!takesNumbers && kindOfCell(cell) === 'numeric') {
      return this.#refuse(this.#faults.notText(record, position, values.keys()));
    }
    this.#keepText(values, cell, values.size, record, position);
    return values.size - 1;
  }

  /** Adds the value in a cell, if there is one; returns whether the cell has no fault. */
  #addCell(record: CsvRecord, position: number): boolean {
    const cell = record.cells[position] ?? '';
    let role = this.#roles.roles[position];
    if (role === undefined || role.kind === 'label' || role.kind === 'dropped' || role.kind === 'ignored') return true;
    if (cell === '') {
      this.#missing[position] = (this.#missing[position] ?? 0) + 1;
      return true;
    }
    if (role.kind === 'open') role = this.#decide(cell, position);
    if (role.kind === 'text') return this.#addText(record, position, role);
    const value = this.#numberIn(record, position);
    if (value === undefined) return false;
    role.watch?.add(value, cell);
    if (value !== 0) this.#put(role.feature, value);
    return true;
  }

  /** Gives an open column its role, by its first cell with a value. */
  #decide(cell: string, position: number): NumericRole | TextRole {
    const { roles, features } = this.#roles;
    const isNumeric = kindOfCell(cell) === 'numeric';
    const name = this.#columns.names[position] ?? '';
    const role = isNumeric ? numericRole(features.push(name) - 1, this.#columns.names.length) : textRole(false);
    roles[position] = role;
    return role;
  }

  #addText(record: CsvRecord, position: number, { values, takesNumbers }: TextRole): boolean {
    const cell = record.cells[position] ?? '';
    const known = values.get(cell);
    if (known !== undefined) {
      this.#put(known, 1);
    } else if (this.#options.columns) {
      this.#unseen++;
    } else if (!takesNumbers && kindOfCell(cell) === 'numeric') {
      this.#report(this.#faults.notText(record, position, values.keys()));
      return false;
    } else {
      const feature = this.#roles.features.push(`${this.#columns.names[position]}=${cell}`) - 1;
      this.#keepText(values, cell, feature, record, position);
      this.#put(feature, 1);
    }
    return true;
  }

  /** Keeps a new text. Throws an InputError if the texts take too much memory, which they need beside the matrix. */
  #keepText(values: Map<string, number>, cell: string, value: number, record: CsvRecord, position: number): void {
    this.#textBytes += cell.length + BYTES_A_TEXT;
    if (this.#textBytes > MOST_TEXT_BYTES) throw this.#faults.tooManyTexts(record, position);
    values.set(cell, value);
  }

  /** The number in a cell; undefined if it is faulty. */
  #numberIn(record: CsvRecord, position: number): number | undefined {
    return parseDecimal(record.cells[position] ?? '') ?? this.#refuse(this.#faults.notNumber(record, position));
  }

  #refuse(fault: InputError): undefined {
    this.#report(fault);
  }

  #put(feature: number, value: number): void {
    const { indices, values, start } = this.#draft;
    if (this.#end > start && indices[this.#end - 1]! > feature) this.#ascends = false;
    indices[this.#end] = feature;
    values[this.#end] = value;
    this.#end++;
  }

  /** Sorts the features of the row, since text values may not appear in order. */
  #sort(): void {
    const { indices, values, start } = this.#draft;
    const pairs = Array.from(indices.subarray(start, this.#end), (feature, offset) => {
      return { feature, value: values[start + offset]! };
    });
    pairs.sort((one, other) => one.feature - other.feature);
    pairs.forEach(({ feature, value }, offset) => {
      indices[start + offset] = feature;
      values[start + offset] = value;
    });
  }
}

/** The kinds of the columns of a training file, as far as some of its rows show them. */
function kindsOf({ names, text }: Columns, sample: readonly CsvRecord[]): (ColumnKind | undefined)[] {
  return names.map((_, position) => (text.has(position) ? 'text' : kindOfCells(cellsAt(sample, position))));
}

/** Whether some labels of a test file are text: then those of its training file are text, too. */
function areTextLabels(sample: readonly CsvRecord[], position: number): boolean {
  return cellsAt(sample, position).some((cell) => kindOfCell(cell) === 'text');
}

function cellsAt(sample: readonly CsvRecord[], position: number): string[] {
  return sample.map(({ cells }) => cells[position] ?? '');
}
