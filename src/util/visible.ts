/**
 * Characters that act on a terminal, change the direction of text or break its lines: the controls of ASCII and of
 * Latin-1, the marks and overrides of Unicode's bidirectional algorithm, and its separators of lines and paragraphs.
 * With them what is no character, which XML forbids.
 */
const ACTING = /[\p{Cc}\p{Cs}\ufffe\uffff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes such characters in text, as `\u001b`. Names in other people's files could write the title of a
 * terminal, hide lines, or begin a line with a workflow command of GitHub Actions.
 */
export function visible(text: string): string {
  return text.replaceAll(ACTING, (character) => SHORT[character] ?? escapeOf(character));
}

/** The most characters of a remark: nobody reads more, and other people's files may have made it. */
const LONGEST_REMARK = 2000;

/** A remark for a terminal: visible, and cut if it is very long. */
export function remark(text: string): string {
  return visible(text.length > LONGEST_REMARK ? `${text.slice(0, LONGEST_REMARK)}…` : text);
}

/** The same for text of several lines, whose newlines and tabs stay. In JSON the escapes mean the same characters. */
export function visibleLines(text: string): string {
  return text.replaceAll(ACTING, (character) => ('\n\t'.includes(character) ? character : escapeOf(character)));
}

/** A value with all of its text made visible, for formats that people read. */
export function shown<Value>(value: Value): Value {
  if (typeof value === 'string') return visible(value) as Value;
  if (Array.isArray(value)) return value.map(shown) as Value;
  if (value instanceof Map) return new Map([...value].map(shown)) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [visible(key), shown(part)])) as Value;
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
