import type { Command } from 'commander';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { flagOf, withFlags } from '../../../src/cli/flags.js';
import { createProgram } from '../../../src/cli/program.js';
import { setting } from '../../../src/util/setting.js';
import { sources } from '../../support/sources.js';

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

describe('a message', () => {
  test.each([
    [`Say ${setting('indexBase')} 0`, 'Say --index-base 0'],
    [`${setting('l2')}: ${setting('testFraction')}, ${setting('bias')}.`, '--l2: --test-fraction, --bias.'],
    [`say ${setting('header')} or ${setting('header', false)}`, 'say --header or --no-header'],
  ])('names settings, of which the command line makes flags: %s', (message, said) => {
    expect(withFlags(message)).toBe(said);
  });

  test.each(['index-base', '‹index-base›', '‹indexBase', '‹indexBase ›', 'there is no column `indexBase`'])(
    'keeps what names no setting: %s',
    (message) => {
      expect(withFlags(message)).toBe(message);
    },
  );
});

test('the command line has the flag of every setting that messages name', async () => {
  const program = await createProgram(
    () => {},
    () => {},
  );
  const flags = new Set(commandsOf(program).flatMap(({ options }) => options.map(({ long }) => long)));
  const named = sources().flatMap(({ text }) => [...text.matchAll(/\bsetting\('(\w+)'(, false)?\)/g)]);
  const unknown = named.map(([, key = '', off]) => flagOf(key, !off)).filter((flag) => !flags.has(flag));
  expect(named.length).toBeGreaterThan(50);
  expect(unknown).toEqual([]);
});

/** The command line, what writes commands for other machines, and the module that hands flags to V8. */
const NAMING = /^(cli\/|cluster\/|engine\/wasm\.ts$)/;

/** The texts in a source that name a flag. */
function flagsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && /--[a-z]/.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', source, ts.ScriptTarget.Latest));
  return found;
}

describe('a flag', () => {
  test.each(["f('say --x')", 'f(`--x`)', `f(\`--x \${y}\`)`, `f(\`\${y} --x \${y}\`)`, `f(\`\${y} --x\`)`])(
    'is found in %s',
    (source) => expect(flagsIn(source)).toHaveLength(1),
  );

  test('is named by no module outside src/cli', () => {
    const others = sources().filter(({ file }) => !NAMING.test(file));
    expect(others.length).toBeGreaterThan(100);
    expect(others.flatMap(({ text }) => flagsIn(text))).toEqual([]);
  });
});
