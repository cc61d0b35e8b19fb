/** Aborts a connection when the user aborts, or when nothing came for too long. */
export class Watch {
  readonly #controller = new AbortController();
  readonly #user: AbortSignal;
  readonly #limit: number;
  readonly #tooLong: () => Error;
  readonly #stop = () => this.#controller.abort(this.#user.reason);
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param user aborted by the user
   * @param limit how long the connection may stay silent, in ms
   * @param tooLong makes the reason to give when it stayed silent longer
   */
  constructor(user: AbortSignal, limit: number, tooLong: () => Error) {
    this.#user = user;
    this.#limit = limit;
    this.#tooLong = tooLong;
    if (user.aborted) this.#stop();
    user.addEventListener('abort', this.#stop);
    this.alive();
  }

  /** The signal for the work that is to be aborted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Notes that something came. */
  alive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(this.#tooLong()), this.#limit);
  }

  /** Ends the watch when the connection is no longer used; what still comes is dropped. */
  end(): void {
    clearTimeout(this.#timer);
    this.#user.removeEventListener('abort', this.#stop);
    this.#controller.abort();
  }
}
