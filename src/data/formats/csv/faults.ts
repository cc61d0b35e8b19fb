import { InputError, type Place } from '../../../util/errors.js';
import { quoted } from '../../../util/quoted.js';
import { setting } from '../../../util/setting.js';
import { shellWord } from '../../../util/shell.js';
import { count } from '../../../util/text.js';
import { decimalFault } from '../decimal.js';
import { isMissingMark } from './cells.js';
import { type Columns, referTo } from './columns.js';
import { type CsvRecord, placeOfCell } from './records.js';
import { type Separator, separatorName } from './separator.js';

/** Makes the errors for faults in the rows of a CSV file, with a hint. */
export class CsvFaults {
  readonly #columns: Columns;
  readonly #file: string;
  readonly #separator: Separator;
  readonly #isTest: boolean;

  /** @param isTest whether the columns are those of a training file, so that options cannot change them here */
  constructor(columns: Columns, file: string, separator: Separator, isTest: boolean) {
    this.#columns = columns;
    this.#file = file;
    this.#separator = separator;
    this.#isTest = isTest;
  }

  /** The error at the first surplus cell, or where the row ends too early. */
  length(record: CsvRecord): InputError {
    const { names, header } = this.#columns;
    const cells = record.cells.length;
    const { one, several } = separatorName(this.#separator);
    return new InputError(
      this.#placeOf(record, Math.min(cells, names.length)),
      `this row has ${count(cells, 'cell')}, and the ${header ? 'header' : 'first row'} has ${names.length}`,
      `Cells are separated by ${several}: give every row as many, and quote what holds a ${one}`,
    );
  }

  missingLabel(record: CsvRecord, position: number): InputError {
    const problem = `the label is missing: ${this.#nameOf(position)} is empty here`;
    return new InputError(this.#placeOf(record, position), problem, 'Fill it in, or leave the row out');
  }

  /** The error for a cell that is no decimal number in a column of numbers. */
  notNumber(record: CsvRecord, position: number): InputError {
    const place = this.#placeOf(record, position);
    const cell = record.cells[position] ?? '';
    const column = this.#nameOf(position);
    const isMark = isMissingMark(cell);
    const fault = isMark ? undefined : decimalFault(cell);
    if (fault) return new InputError(place, `${quoted(cell)} in ${column} ${fault.problem}`, fault.hint);
    const mayBeName = record.line === 1 && !isMark && !this.#columns.header;
    const hint = mayBeName ? this.#headerHint() : this.#mixtureHint(cell, position);
    return new InputError(place, `${quoted(cell)} is not a number, and ${column} is numeric`, hint);
  }

  /**
   * The error for a number in a column of text.
   *
   * @param texts the texts of the column
   */
  notText(record: CsvRecord, position: number, texts: Iterable<string>): InputError {
    const cell = record.cells[position] ?? '';
    const [text = '', other] = texts;
    const odd = isMissingMark(text) && other === undefined ? text : cell;
    return new InputError(
      this.#placeOf(record, position),
      `${quoted(cell)} is a number, and ${this.#nameOf(position)} has text, such as ${quoted(text)}`,
      this.#mixtureHint(odd, position),
    );
  }

  /** The error for one more text than is kept. */
  tooManyTexts(record: CsvRecord, position: number): InputError {
    const column = referTo(position, this.#columns);
    const more = position === this.#columns.label ? '' : `Leave it out with ${setting('dropColumns')} ${column}, or `;
    return new InputError(
      this.#placeOf(record, position),
      `${this.#nameOf(position)} makes for more different texts than are kept, which is 64 MiB of them`,
      `${more}${more ? 'number' : 'Number'} the texts in a LIBSVM file`,
    );
  }

  #headerHint(): string {
    return this.#isTest
      ? 'If the first line is a header, remove it: the training data has none'
      : `If the first line is a header, say ${setting('header')}`;
  }

  /** A hint for a column that has numbers and text. */
  #mixtureHint(cell: string, position: number): string {
    if (this.#isTest) return 'Correct the cell, or leave it empty if its value is missing';
    const column = referTo(position, this.#columns);
    const isLabel = position === this.#columns.label;
    const first =
      isMissingMark(cell) && !isLabel
        ? `If ${cell} marks a missing value, say ${setting('missing')} ${shellWord(cell)}`
        : 'Correct the cell';
    const others = [`${setting('textColumns')} ${column}`, ...(isLabel ? [] : [`${setting('dropColumns')} ${column}`])];
    return `${first}; or say ${others.join(' or ')}`;
  }

  #placeOf(record: CsvRecord, position: number): Place {
    return placeOfCell(record, position, this.#file, this.#separator);
  }

  #nameOf(position: number): string {
    return `column ${quoted(this.#columns.names[position] ?? '')}`;
  }
}
