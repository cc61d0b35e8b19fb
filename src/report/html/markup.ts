const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for a page: what people named their files and rules is no markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** JavaScript or JSON for a script element, which it cannot end: in texts of both, `\u003c` is `<`. */
export function inScript(code: string): string {
  return code.replaceAll(/<(?=\/script|!--)/gi, '\\u003c');
}

/** Texts as a list. */
export function listOf(texts: readonly string[]): string {
  return `<ul>\n${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n')}\n</ul>`;
}
