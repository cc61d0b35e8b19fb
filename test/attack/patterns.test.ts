import { spawn } from 'node:child_process';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { sources } from '../support/sources.js';

// Patterns whose time grows with the square of a text: a cell of 100,000 digits and an x took 28 s.

/** Milliseconds at one pattern: 100 times what the slowest linear one takes, a seventh of a quadratic one's. */
const LONGEST = 4000;

interface Pattern {
  source: string;
  flags: string;
  place: string;
  /** The literal text that the pattern begins with. */
  beginning: string;
}

/** The regular expressions that stand in a source file. */
function patternsIn({ file, text }: { file: string; text: string }): Pattern[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    const [, body, flags] = (ts.isRegularExpressionLiteral(node) && /^\/(.*)\/(\w*)$/s.exec(node.text)) || [];
    if (body !== undefined) {
      const [, beginning = ''] = /^\^?((?:[\w :;,=@#"'<>/-]|\\[^\w])*)(?![*+?{])/.exec(body) ?? [];
      const place = `${file}: ${node.getText()}`;
      found.push({ source: body, flags: flags ?? '', place, beginning: beginning.replaceAll(/\\(.)/g, '$1') });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A process of its own runs this, so that it can be ended within a pattern; it prints a pattern before it tries it. */
const SCRIPT = `
import { readFileSync } from 'node:fs';
const { patterns, functions, folder } = JSON.parse(readFileSync(0, 'utf8'));
const pieces = ['1', '0', ' ', '\\t', 'a', '.', ',', ':', '1.', '1,', '1:', ' 1', '1_', '|', '"', "'", '-', '/', '=', '\\n', '1/L..'];
const ends = ['', 'x', '\\0', ' ', 'é'];
const texts = pieces.flatMap((piece) => ends.map((end) => piece.repeat(100_000 / piece.length) + end));
for (const { source, flags, place, beginning } of patterns) {
  console.log(place);
  for (const text of texts) text.replace(new RegExp(source, flags), '');
  // The beginning of a pattern leads behind it: 'http:' and slashes without an end took 14 s.
  if (beginning !== '') for (const text of texts) (beginning + text).replace(new RegExp(source, flags), '');
}
for (const [module, name, ...more] of functions) {
  const read = (await import(folder + module))[name];
  console.log(name);
  for (const text of texts) try { read(text, ...more); } catch (error) { if (error.name !== 'UserError') throw error; }
}
console.log('done');`;

/** Returns the last line of the process, which is ended once it prints nothing for some milliseconds. */
function lastSaid(data: unknown, longest: number): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(data));
  let said = '';
  let patience: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
    clearTimeout(patience);
    patience = setTimeout(() => child.kill('SIGKILL'), longest);
  });
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(patience);
      resolve(said.trim().split('\n').at(-1) ?? '');
    });
  });
}

const patterns = sources()
  .filter(({ file }) => !file.startsWith('engine'))
  .flatMap(patternsIn);
/** Functions whose patterns are put together from parts: module, name, and the arguments behind the text. */
const functions = [
  ['data/formats/notation.ts', 'readNotation'],
  ['data/formats/decimal.ts', 'parseDecimal'],
  ['sweep/axes.ts', 'expandPart', '--batch', 'doubling'],
  ['util/parse.ts', 'parseNumber'],
  ['util/text.ts', 'wrapped'],
];

test('every pattern takes any 100,000 characters within seconds', async () => {
  expect(patterns.length).toBeGreaterThan(40);
  const folder = new URL('../../src/', import.meta.url).href;
  expect(await lastSaid({ patterns, functions, folder }, LONGEST)).toBe('done');
});

test('a pattern that takes quadratic time is found', async () => {
  const slow = { source: '^\\d+\\.?\\d*$', flags: '', place: 'slow', beginning: '' };
  const behind = { source: '^http:/+.*/+x$', flags: '', place: 'behind', beginning: 'http:/' };
  for (const pattern of [slow, behind])
    expect(await lastSaid({ patterns: [pattern], functions: [] }, LONGEST / 4)).toBe(pattern.place);
});
