/** How many bytes the byte order mark of UTF-8 takes. */
export const BOM_BYTES = 3;

/** The length of the byte order mark that a text may begin with. */
export function bomLength(text: Uint8Array): number {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? BOM_BYTES : 0;
}
