/** A text quoted so that a shell reads it as one word; a leading = means something to zsh. */
export function shellWord(word: string): string {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command as a POSIX shell takes it. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
