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

/**
 * A page.
 * @param title escaped
 * @param policy what the page may load and run
 * @param body markup
 */
export function pageOf({ title, policy, style, body }: Record<'title' | 'policy' | 'style' | 'body', string>): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
