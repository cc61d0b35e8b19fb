const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What to write for characters that a terminal without Unicode has not. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  ...{ λ: 'lambda', '−': '-', '–': '-', '×': 'x', '·': '*', '≤': '<=', '≥': '>=', '∞': 'inf', '…': '...', '₀': '0' },
  ...{ '▲': '^', '↑': '^', '↓': 'v', '│': '|', '┤': '+', '─': '-', '└': '+', '┬': '+' },
};

/** Text for a terminal without Unicode: `λ = 10⁻³` becomes `lambda = 1e-3`. */
export function ascii(text: string): string {
  const plain = text.replaceAll(/(·?)10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, times: string, sign: string, digits: string) => {
    const exponent = [...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('');
    return `${times ? '' : '1'}e${sign ? '-' : ''}${exponent}`;
  });
  return plain.replaceAll(/[^\n -~]/gu, (character) => REPLACEMENTS[character] ?? '?');
}
