/** The slowest that a server may be, in bytes a second: the limit commonly given to git and curl. */
const LEAST_SPEED = 1000;

/** Measures how fast a file comes, over all attempts: a server that breaks off after every byte is slow, too. */
export class Pace {
  readonly #window: number;
  readonly #longestGap: number;
  #last = performance.now();
  #elapsed = 0;
  #bytes = 0;

  /**
   * @param window the time over which the speed is measured, in ms
   * @param longestGap the most that a silence counts, in ms: the rest has other causes, such as a sleeping laptop
   */
  constructor(window: number, longestGap: number) {
    this.#window = window;
    this.#longestGap = longestGap;
  }

  /** Counts bytes that came; returns false once they come too slowly. */
  keepsUp(bytes: number): boolean {
    const now = performance.now();
    this.#elapsed += Math.min(now - this.#last, this.#longestGap);
    this.#last = now;
    this.#bytes += bytes;
    if (this.#elapsed < this.#window) return true;
    const least = (LEAST_SPEED * this.#window) / 1000;
    if (this.#bytes < least) return false;
    this.#elapsed = 0;
    this.#bytes = 0;
    return true;
  }
}
