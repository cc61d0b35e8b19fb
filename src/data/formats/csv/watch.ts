/** The most numbers kept for one column, and for all columns. */
const MOST_KEPT = 1 << 16;
const MOST_KEPT_IN_ALL = 1 << 18;

/** Watches the numbers of a column for properties that an index, an id or dates have and a quantity lacks. */
export class NumberWatch {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #last = Number.NaN;
  #rises = true;
  #falls = true;
  #areDistinct = true;
  #areDates = true;
  #haveZeros = false;
  readonly #mostKept: number;
  /** Made when needed: a table may have 100,000 columns. */
  #seen: Set<number> | undefined;

  /**
   * @param columns how many share the memory: numbers that all differ for as long as they are kept count as different
   *   to the end
   */
  constructor(columns: number) {
    this.#mostKept = Math.min(MOST_KEPT, Math.ceil(MOST_KEPT_IN_ALL / columns));
  }

  /** @param cell the number as it is written */
  add(value: number, cell: string): void {
    this.#haveZeros ||= value !== 0 && /^0\d/.test(cell);
    if (this.#isOver) return;
    this.#count++;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#rises &&= !(value <= this.#last);
    this.#falls &&= !(value >= this.#last);
    this.#last = value;
    this.#areDistinct &&= Number.isInteger(value) && this.#isNew(value);
    this.#areDates &&= isCompactDate(value);
  }

  /** Whether the numbers are whole and all different. */
  get areDistinct(): boolean {
    return this.#areDistinct;
  }

  /** Whether the numbers are whole and consecutive, in any order. */
  get areConsecutive(): boolean {
    return this.#areDistinct && this.#max - this.#min === this.#count - 1;
  }

  /** Whether each number is larger than the one before, or each smaller. */
  get areMonotone(): boolean {
    return this.#rises || this.#falls;
  }

  /** Whether the numbers are days in the form 20240131. */
  get areDates(): boolean {
    return this.#areDates;
  }

  /** Whether some numbers are written with leading zeros, as codes are. */
  get haveLeadingZeros(): boolean {
    return this.#haveZeros;
  }

  /** Whether further values can change no answer. */
  get #isOver(): boolean {
    return !(this.#areDistinct || this.#rises || this.#falls || this.#areDates);
  }

  #isNew(value: number): boolean {
    this.#seen ??= new Set();
    if (this.#seen.has(value)) return false;
    if (this.#seen.size < this.#mostKept) this.#seen.add(value);
    return true;
  }
}

function isCompactDate(value: number): boolean {
  const [month, day] = [Math.floor(value / 100) % 100, value % 100];
  return value >= 19000101 && value <= 21001231 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
