/** Aborts what a connection does when the user does, or when nothing came for too long. */
export class Watch {
  readonly #controller = new AbortController();
  readonly #user: AbortSignal;
  readonly #limit: number;
  readonly #tooLong: () => Error;
  readonly #stop = () => this.#controller.abort(this.#user.reason);
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param user aborted by the user
   * @param limit how long nothing may come, in ms
   * @param tooLong the reason to give when that is over
   */
  constructor(user: AbortSignal, limit: number, tooLong: () => Error) {
    this.#user = user;
    this.#limit = limit;
    this.#tooLong = tooLong;
    if (user.aborted) this.#stop();
    user.addEventListener('abort', this.#stop);
    this.alive();
  }

  /** For what is to be aborted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came. */
  alive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(this.#tooLong()), this.#limit);
  }

  /** To be called when the connection is no longer used; what it still brings is dropped. */
  end(): void {
    clearTimeout(this.#timer);
    this.#user.removeEventListener('abort', this.#stop);
    this.#controller.abort();
  }
}
