import { InputError, type Place } from '../../errors.js';
import { count, listed } from '../../wording.js';
import type { ColumnPlan, ReadSummary, RowChunk } from '../rows.js';
import { type Columns, kindOfCell, kindOfColumn, orderNotes } from './csv-columns.js';
import { type CsvRecord, placeOfCell, type Separator } from './csv-records.js';
import { type Role, testRoles, trainingRoles } from './csv-roles.js';
import { decimalFault, parseDecimal } from './decimal.js';
import type { Report } from './format.js';
import { quoted } from './quoted.js';

/** Where the records come from, and whose features they are to have. */
export interface EncoderOptions {
  file: string;
  separator: Separator;
  /** The training file's columns, where this is a test file. */
  columns?: ColumnPlan;
}

/** A chunk is full when it holds this many values or rows: about 1 MB. */
const FULL = 1 << 16;

/** Turns the records of a CSV file into rows: numbers as they are, text one-hot encoded, the label apart. */
export class CsvEncoder {
  readonly #columns: Columns;
  readonly #options: EncoderOptions;
  readonly #roles: readonly Role[];
  readonly #features: string[];
  /** The text labels and their positions; undefined where labels are numbers. */
  readonly #labelPositions: Map<string, number> | undefined;
  readonly #notes: string[];
  readonly #report: Report;
  #unseen = 0;

  #labels: number[] = [];
  #lengths: number[] = [];
  #indices: number[] = [];
  #values: number[] = [];

  /**
   * @param sample the first rows, by which a column is numeric or text; a test file's are what they were in training
   * @param report told of every fault
   */
  constructor(columns: Columns, sample: readonly CsvRecord[], options: EncoderOptions, report: Report) {
    const positions = columns.names.keys();
    const textColumns = new Set([...positions].filter((position) => kindOfColumn(sample, position) === 'text'));
    const { roles, features } = options.columns
      ? testRoles(columns, options.columns)
      : trainingRoles(columns, textColumns);
    this.#columns = columns;
    this.#options = options;
    this.#report = report;
    this.#roles = roles;
    this.#features = features;
    this.#labelPositions = textColumns.has(columns.label) ? new Map() : undefined;
    this.#notes = options.columns ? [] : [...textColumns].flatMap((position) => mixtureNote(columns, sample, position));
  }

  /** Whether it is time to `take` the rows that were added. */
  get isFull(): boolean {
    return this.#values.length >= FULL || this.#labels.length >= FULL;
  }

  /** The rows added since the last call. */
  take(): RowChunk {
    const chunk = {
      labels: Float64Array.from(this.#labels),
      lengths: Uint32Array.from(this.#lengths),
      indices: Uint32Array.from(this.#indices),
      values: Float64Array.from(this.#values),
    };
    this.#labels = [];
    this.#lengths = [];
    this.#indices = [];
    this.#values = [];
    return chunk;
  }

  /** Adds a record as a row, unless there is a fault in it. */
  add(record: CsvRecord): void {
    if (record.cells.length !== this.#columns.names.length) {
      this.#report(this.#lengthFault(record));
      return;
    }
    const row: [feature: number, value: number][] = [];
    let label: number | undefined;
    let isSound = true;
    this.#roles.forEach((role, position) => {
      const cell = record.cells[position] ?? '';
      if (role.kind === 'label') label = this.#label(record, position);
      else if (role.kind === 'text') this.#addText(row, role.features, cell, position);
      else if (role.kind === 'numeric') isSound = this.#addNumber(row, role.feature, record, position) && isSound;
      else if (cell !== '') this.#unseen++;
    });
    if (label === undefined || !isSound) return;
    row.sort(([left], [right]) => left - right);
    for (const [feature, value] of row) {
      this.#indices.push(feature);
      this.#values.push(value);
    }
    this.#labels.push(label);
    this.#lengths.push(row.length);
  }

  /** What is known at the end of the file. */
  summary(): ReadSummary {
    const { names, header, label } = this.#columns;
    return {
      indexBase: 0,
      features: this.#features.length,
      ...(this.#labelPositions && { labelNames: [...this.#labelPositions.keys()] }),
      columns: this.#options.columns ?? { names, header, label, features: this.#features },
      notes: [...this.#columnNotes(), ...this.#notes, ...this.#encodingNotes(), ...unseenNotes(this.#unseen)],
    };
  }

  /** The label; undefined for a faulty one. */
  #label(record: CsvRecord, position: number): number | undefined {
    const cell = record.cells[position] ?? '';
    if (cell === '') return this.#missingLabel(record, position);
    if (this.#labelPositions === undefined) return this.#number(record, position);
    const known = this.#labelPositions.get(cell);
    if (known !== undefined) return known;
    this.#labelPositions.set(cell, this.#labelPositions.size);
    return this.#labelPositions.size - 1;
  }

  #missingLabel(record: CsvRecord, position: number): undefined {
    const problem = `the label is missing: ${this.#nameOf(position)} is empty here`;
    this.#report(new InputError(this.#placeOf(record, position), problem, 'Fill it in, or leave the row out'));
  }

  /** Adds the number in a cell, if there is one, and tells whether nothing is wrong with it. */
  #addNumber(row: [number, number][], feature: number, record: CsvRecord, position: number): boolean {
    if (record.cells[position] === '') return true;
    const value = this.#number(record, position);
    if (value) row.push([feature, value]);
    return value !== undefined;
  }

  #addText(row: [number, number][], features: Map<string, number>, cell: string, position: number): void {
    if (cell === '') return;
    const known = features.get(cell);
    if (known !== undefined) {
      row.push([known, 1]);
    } else if (this.#options.columns) {
      this.#unseen++;
    } else {
      const feature = this.#features.push(`${this.#columns.names[position]}=${cell}`) - 1;
      features.set(cell, feature);
      row.push([feature, 1]);
    }
  }

  /** The number in a cell; undefined for a faulty one. */
  #number(record: CsvRecord, position: number): number | undefined {
    const cell = record.cells[position] ?? '';
    const value = parseDecimal(cell);
    if (value === undefined) this.#report(this.#numberFault(record, position, cell));
    return value;
  }

  #numberFault(record: CsvRecord, position: number, cell: string): InputError {
    const place = this.#placeOf(record, position);
    const fault = decimalFault(cell);
    if (fault)
      return new InputError(place, `${quoted(cell)} in ${this.#nameOf(position)} ${fault.problem}`, fault.hint);
    return new InputError(
      place,
      `${quoted(cell)} is not a number, and ${this.#nameOf(position)} is numeric`,
      'Correct the cell, or leave it empty if its value is missing',
    );
  }

  /** At its first cell too many, or where it ends too early. */
  #lengthFault(record: CsvRecord): InputError {
    const { names, header } = this.#columns;
    const cells = record.cells.length;
    return new InputError(
      this.#placeOf(record, Math.min(cells, names.length)),
      `this row has ${count(cells, 'cell')}, and the ${header ? 'header' : 'first row'} has ${names.length}`,
      'Give every row the same number of cells, and quote cells that hold a separator',
    );
  }

  #placeOf(record: CsvRecord, position: number): Place {
    return placeOfCell(record, position, this.#options.file, this.#options.separator);
  }

  #nameOf(position: number): string {
    return `column ${quoted(this.#columns.names[position] ?? '')}`;
  }

  #columnNotes(): string[] {
    const { names, header, label } = this.#columns;
    if (this.#options.columns) return orderNotes(names, this.#options.columns, this.#options.file);
    const line = header ? 'the first line is a header' : 'there is no header';
    return [`${this.#options.file}: ${line}; the label is ${this.#nameOf(label)}`];
  }

  #encodingNotes(): string[] {
    if (this.#options.columns) return [];
    const encoded = this.#roles.flatMap((role, position) =>
      role.kind === 'text' ? [`${this.#columns.names[position]} (${count(role.features.size, 'value')})`] : [],
    );
    if (encoded.length === 0) return [];
    return [`one-hot encoded: ${listed(encoded)}`];
  }
}

/** What is said of the values of a test file in features that its training file does not have. */
export function unseenNotes(unseen: number): string[] {
  if (unseen === 0) return [];
  return [`${count(unseen, 'value')} in features unseen in training ${unseen === 1 ? 'was' : 'were'} ignored`];
}

/** Numbers with a text among them are often numbers with a mark for missing ones, which the user should know of. */
function mixtureNote({ names, label }: Columns, sample: readonly CsvRecord[], position: number): string[] {
  const isOf = (kind: string) => (row: CsvRecord) => kindOfCell(row.cells[position] ?? '') === kind;
  const text = sample.find(isOf('text'));
  if (text === undefined || !sample.some(isOf('numeric'))) return [];
  return [
    `column ${quoted(names[position] ?? '')} is taken as text, since line ${text.line} has ` +
      `${quoted(text.cells[position] ?? '')} among its numbers${position === label ? '' : '; --missing says which words stand for a missing value'}`,
  ];
}
