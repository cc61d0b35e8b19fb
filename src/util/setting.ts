/**
 * The name of a setting in a message: its key between marks, such as ‹indexBase›. The command line puts its flag in the
 * place of the name, since a user of the library has settings and no flags. Backticks are no marks, since column names
 * have them in files that databases write.
 * @param isOn false for a setting that is to be turned off, such as ‹header: false›
 */
export function setting(key: string, isOn = true): string {
  return `‹${key}${isOn ? '' : ': false'}›`;
}

/** The name of a setting as sweep files and the command line spell it: `step-size` for `stepSize`. */
export function hyphenated(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
