/** The share of their time above which workers wait so much that fewer may be as fast. */
export const MUCH_WAITING = 0.3;
/**
 * The least milliseconds of steps that a number of workers is judged by. A thread that the system holds up once loses some
 * 10 to 20 ms: by spells of 20 ms, one such moment had runs go on with one worker, at half the speed, for half a second.
 */
const SPELL = 50;
/** After so many spells another number is tried again, so that trials cost a few percent. */
const PATIENCE = 20;
/** Another number is taken if its time is less than this share of the former one's: what is above is noise. */
const FASTER = 0.9;

/** What some steps took. */
export interface Spell {
  samples: number;
  milliseconds: number;
  /** How long those that took part waited for each other, in milliseconds, all added up. */
  waited: number;
}

/**
 * How many of the workers of a run take part in its steps: all, unless they wait for each other for long and one fewer is
 * faster. One that shares its core with another process holds all up whenever that has its turn, and cannot know it.
 */
export class Crew {
  readonly #most: number;
  #size: number;
  /** Another number that is being tried. */
  #trial: number | undefined;
  /** Milliseconds a sample in the last spell that was no trial. */
  #pace = 0;
  /** Spells until the next trial. */
  #patience = 0;
  #spell: Spell = { samples: 0, milliseconds: 0, waited: 0 };
  /** Milliseconds of all workers: in steps, and of these waited or set aside. */
  #total = 0;
  #idle = 0;

  constructor(workers: number) {
    this.#most = workers;
    this.#size = workers;
  }

  /** How many take part in the next steps. */
  get size(): number {
    return this.#trial ?? this.#size;
  }

  /** The share of their time in steps that the workers waited for each other, or were set aside; from 0 to 1. */
  get waitedShare(): number {
    return this.#total > 0 ? this.#idle / this.#total : 0;
  }

  /** Learns what steps by so many took. */
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
    if (this.#trial !== undefined) {
      if (pace < FASTER * this.#pace) this.#size = this.#trial;
      this.#trial = undefined;
      this.#patience = PATIENCE;
      return;
    }
    this.#pace = pace;
    if (this.#patience-- > 0) return;
    const waitsMuch = waited > MUCH_WAITING * this.#size * milliseconds;
    if (waitsMuch) this.#trial = this.#size - 1;
    else if (this.#size < this.#most) this.#trial = this.#size + 1;
  }
}
