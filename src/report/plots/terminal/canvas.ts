/** The dots of a Braille character, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const BRAILLE = 0x2800;

/** What a cell shows, and the line that it is of; -1 for none. */
export interface Cell {
  text: string;
  owner: number;
}

/** Lines on the cells of a terminal. Where two share a cell they alternate, so that both are seen. */
export class Canvas {
  readonly #columns: number;
  readonly #dotsAcross: number;
  readonly #dotsDown: number;
  readonly #letters: readonly string[] | null;
  readonly #cells: { dots: number; owner: number }[][];

  /**
   * @param letters one a line; null for dots of Braille, eight a cell
   */
  constructor(columns: number, rows: number, letters: readonly string[] | null) {
    this.#columns = columns;
    this.#letters = letters;
    this.#dotsAcross = letters ? 1 : 2;
    this.#dotsDown = letters ? 1 : 4;
    this.#cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ({ dots: 0, owner: -1 })));
  }

  /**
   * Draws a line through points, whose coordinates go from 0 to 1, to the right and down.
   * @param owner the number of the line
   */
  draw(points: readonly (readonly [number, number])[], owner: number): void {
    const across = this.#columns * this.#dotsAcross - 1;
    const down = this.#cells.length * this.#dotsDown - 1;
    const dots = points.map(([x, y]): [number, number] => [Math.round(x * across), Math.round(y * down)]);
    for (const [position, to] of dots.entries()) {
      const from = dots[position - 1] ?? to;
      const steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1);
      for (let step = 0; step <= steps; step++) {
        const at = (axis: 0 | 1) => Math.round(from[axis] + ((to[axis] - from[axis]) * step) / steps);
        this.#put(at(0), at(1), owner);
      }
    }
  }

  #put(x: number, y: number, owner: number): void {
    const [column, row] = [Math.floor(x / this.#dotsAcross), Math.floor(y / this.#dotsDown)];
    const cell = this.#cells[row]?.[column];
    if (!cell) return;
    cell.dots |= DOTS[y % this.#dotsDown]?.[x % this.#dotsAcross] ?? 0;
    if (cell.owner < 0 || cell.owner === owner || column % 2 === owner % 2) cell.owner = owner;
  }

  /** The rows of cells, from the top. */
  rows(): Cell[][] {
    return this.#cells.map((row) => row.map(({ dots, owner }) => ({ owner, text: this.#textOf(dots, owner) })));
  }

  #textOf(dots: number, owner: number): string {
    if (owner < 0) return ' ';
    return this.#letters?.[owner] ?? String.fromCharCode(BRAILLE + dots);
  }
}
