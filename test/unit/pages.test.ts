import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LONGEST_LINE = 120;
const LONGEST_README = 120;
/** Files that a page tells its reader to write. */
const TO_BE_WRITTEN = ['src/rules/root.ts'];
/** What a path of the repository begins with, where a page names it between backticks. */
const PATH = /^(?:\.ci|\.github|bin|datasets|docs|results\/reference|scripts|src|test)\/[\w./-]*$/;

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join('docs', file.split(path.sep).join('/'))),
];

/** The lines of a page, and whether each is in a block of code. */
function linesOf(text: string): { line: string; isCode: boolean }[] {
  let isFenced = false;
  return text.split('\n').map((line) => {
    const isFence = line.startsWith('```');
    if (isFence) isFenced = !isFenced;
    return { line, isCode: isFence || isFenced || line.startsWith('    ') };
  });
}

/** A page without its blocks of code, as one text: links and code between backticks may go over two lines. */
function proseOf(text: string): string {
  return linesOf(text)
    .map(({ line, isCode }) => (isCode ? '' : line))
    .join('\n');
}

function codeSpansOf(text: string): string[] {
  return [...proseOf(text).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
}

/** Where the links of a page lead that lead into the repository. */
function linksOf(text: string): string[] {
  const prose = proseOf(text).replaceAll(/`[^`]+`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target).filter((to) => !/^[a-z]+:/.test(to));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

function leads(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path.join(ROOT, from) : path.resolve(ROOT, path.dirname(from), file);
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
}

describe('the checks of the pages', () => {
  const text = [
    ...['# A page', 'to [there](b.md#x) and [‹away›](https://a.b),', 'over [two', 'lines](#c_b-2)'],
    ...['```', '[no](link)', '```', '    [nor](this)', '`[code](no)`', '## C_B, 2!', '## A page'],
  ].join('\n');

  test('the checks find links outside code, and none that leads elsewhere', () => {
    expect(linksOf(text)).toEqual(['b.md#x', '#c_b-2']);
  });

  test('the checks name headings as GitHub does', () => {
    expect(anchorsOf(text)).toEqual(['a-page', 'c_b-2', 'a-page-1']);
  });

  test('the checks miss a file and a heading that are not there', () => {
    expect(leads('README.md', 'docs/method.md')).toBe(true);
    expect(leads('docs/method.md', '../README.md#adabatch')).toBe(true);
    expect(leads('README.md', 'docs/nothing.md')).toBe(false);
    expect(leads('README.md', '#nothing')).toBe(false);
  });
});

describe.each(pages)('%s', (page) => {
  const text = readFileSync(path.join(ROOT, page), 'utf8');

  test('a page has links that lead to files and headings', () => {
    expect(linksOf(text).filter((link) => !leads(page, link))).toEqual([]);
  });

  test('a page names paths that exist', () => {
    const named = codeSpansOf(text).filter((code) => PATH.test(code) && !TO_BE_WRITTEN.includes(code));
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  test(`a page has no line of prose over ${LONGEST_LINE} characters`, () => {
    const prose = linesOf(text).filter(({ line, isCode }) => !isCode && !line.startsWith('|'));
    expect(prose.map(({ line }) => line).filter((line) => [...line].length > LONGEST_LINE)).toEqual([]);
  });
});

test(`the README has at most ${LONGEST_README} lines`, () => {
  const lines = readFileSync(path.join(ROOT, 'README.md'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(LONGEST_README);
});
