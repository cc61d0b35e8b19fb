const LONGEST = 40;

/** A piece of a file as a message shows it: in single quotes, cut when long, control characters as `\xNN`. */
export function quoted(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return `'${cut.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`;
}
