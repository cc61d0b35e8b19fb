/** Where in an input a fault was found; lines and columns count from 1, columns in bytes. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/**
 * A mistake in what the user typed or in the data they gave. The command line prints it in one or
 * two lines and exits with 2; anything else that is thrown is a defect of ours.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to try, or undefined where the message says it all. */
  readonly hint: string | undefined;

  /**
   * @param message what is wrong
   * @param hint what to try, a sentence without a full stop
   */
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** A fault at a place in a dataset; the message starts with `file:line:column`. */
export class InputError extends UserError {
  readonly place: Place;

  constructor(place: Place, message: string, hint?: string) {
    super(`${[place.file, place.line, place.column].filter((part) => part !== undefined).join(':')}: ${message}`, hint);
    this.place = place;
  }
}
