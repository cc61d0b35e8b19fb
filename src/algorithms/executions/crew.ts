/** If workers wait for more than this share of their time, fewer may be as fast. */
export const MUCH_WAITING = 0.3;
/**
 * The least milliseconds of steps by which a number of workers is judged. A thread that the system holds up loses 10 to
 * 20 ms: with spells of 20 ms, one such moment made runs go on with one worker, at half the speed, for half a second.
 */
const SPELL = 50;
/** After this many spells another number of workers is tried, so that this costs a few percent. */
const PATIENCE = 20;
/** Another number is taken if its time is below this share of the former one's; smaller gains are noise. */
const FASTER = 0.9;

/** What some steps took. */
export interface Spell {
  samples: number;
  milliseconds: number;
  /** The milliseconds that the participating workers waited for each other, added up. */
  waited: number;
}

/**
 * The number of a run's workers that take part in its steps: all, unless they wait long for each other and one fewer is
 * faster. A worker that shares its core with another process holds up all others at that one's turn, unknowingly.
 */
export class Crew {
  readonly #most: number;
  #size: number;
  /** Another number that is being tried. */
  #tried: number | undefined;
  /** Milliseconds per sample in the last spell in which no other number was tried. */
  #pace = 0;
  /** Spells until another number is tried. */
  #patience = 0;
  #spell: Spell = { samples: 0, milliseconds: 0, waited: 0 };
  /** Milliseconds of all workers in steps, and the part of these that they waited or were set aside. */
  #total = 0;
  #idle = 0;

  constructor(workers: number) {
    this.#most = workers;
    this.#size = workers;
  }

  /** How many workers take part in the next steps. */
  get size(): number {
    return this.#tried ?? this.#size;
  }

  /** The share of their step time that the workers waited for each other, or were set aside; from 0 to 1. */
  get waitedShare(): number {
    return this.#total > 0 ? this.#idle / this.#total : 0;
  }

  /** Learns from the time that steps by `size` workers took. */
  learn({ samples, milliseconds, waited }: Spell): void {
    this.#total += this.#most * milliseconds;
    this.#idle += waited + (this.#most - this.size) * milliseconds;
    this.#spell.samples += samples;
    this.#spell.milliseconds += milliseconds;
    this.#spell.waited += waited;
    if (this.#spell.milliseconds < SPELL) return;
    this.#judge(this.#spell);
    this.#spell = { samples: 0, milliseconds: 0, waited: 0 };
  }

  #judge({ samples, milliseconds, waited }: Spell): void {
    const pace = milliseconds / samples;
    if (this.#tried !== undefined) {
      if (pace < FASTER * this.#pace) this.#size = this.#tried;
      this.#tried = undefined;
      this.#patience = PATIENCE;
      return;
    }
    this.#pace = pace;
    if (this.#patience-- > 0) return;
    const waitsMuch = waited > MUCH_WAITING * this.#size * milliseconds;
    if (waitsMuch) this.#tried = this.#size - 1;
    else if (this.#size < this.#most) this.#tried = this.#size + 1;
  }
}
