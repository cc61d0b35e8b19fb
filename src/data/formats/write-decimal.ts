/** The most bytes that `putDecimal` writes: a double of 17 digits with sign, point and exponent. */
export const LONGEST_DECIMAL = 25;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

const DECIMALS = 9;
const SCALE = 10 ** DECIMALS;
/** A decimal of at most 15 digits is the only one of its length that reads to its double. */
const LARGEST_SCALED = 1e15;
/** Below this the shortest spelling has an exponent. */
const LEAST_SCALED = 1e-6 * SCALE;

/**
 * Writes a finite number as JavaScript spells it: the shortest decimal that reads back to the same double.
 * Numbers of few digits, which most are, take a shorter way: v·10⁹, rounded to a whole m < 10¹⁵, is v's decimal
 * if the quotient m/10⁹, which is rounded once as reading is, gives v again.
 *
 * @param bytes with room for `LONGEST_DECIMAL` bytes from `at`
 * @returns the position after the number
 */
export function putDecimal(bytes: Uint8Array, at: number, value: number): number {
  const size = Math.abs(value);
  const scaled = Math.round(size * SCALE);
  const isShort = scaled < LARGEST_SCALED && (scaled >= LEAST_SCALED || scaled === 0) && scaled / SCALE === size;
  if (!isShort) return putText(bytes, at, String(value));
  let end = at;
  if (value < 0) bytes[end++] = MINUS;
  const whole = Math.floor(scaled / SCALE);
  end = putWhole(bytes, end, whole);
  const fraction = scaled - whole * SCALE;
  return fraction === 0 ? end : putFraction(bytes, end, fraction);
}

/**
 * Writes a whole number from 0 to 2³¹ − 1.
 * @returns the position after it
 */
export function putWhole(bytes: Uint8Array, at: number, value: number): number {
  const end = at + digitsOf(value);
  putDigits(bytes, at, end, value);
  return end;
}

/** Writes ASCII text. */
function putText(bytes: Uint8Array, at: number, text: string): number {
  for (let position = 0; position < text.length; position++) bytes[at + position] = text.charCodeAt(position);
  return at + text.length;
}

/** Writes `billionths` billionths as a point and decimals, without trailing zeros. */
function putFraction(bytes: Uint8Array, at: number, billionths: number): number {
  let digits = billionths | 0;
  let end = at + 1 + DECIMALS;
  for (let tenth = (digits / 10) | 0; tenth * 10 === digits; tenth = (digits / 10) | 0) {
    digits = tenth;
    end--;
  }
  bytes[at] = POINT;
  putDigits(bytes, at + 1, end, digits);
  return end;
}

/** Writes the last digits of a whole number, as many as fit between `start` and `end`. */
function putDigits(bytes: Uint8Array, start: number, end: number, value: number): void {
  let rest = value | 0;
  for (let position = end - 1; position >= start; position--) {
    const tenth = (rest / 10) | 0;
    bytes[position] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}

function digitsOf(value: number): number {
  if (value < 1e4) return value < 1e2 ? (value < 1e1 ? 1 : 2) : value < 1e3 ? 3 : 4;
  if (value < 1e7) return value < 1e5 ? 5 : value < 1e6 ? 6 : 7;
  return value < 1e8 ? 8 : value < 1e9 ? 9 : 10;
}
