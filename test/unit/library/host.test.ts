import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = path.resolve(import.meta.dirname, '../../../src');
/** What belongs to a program and not to a library: its streams, its end, its signals, and its console. */
const HOST = /\bprocess\.(?:stdout|stderr|exit|exitCode|on|once|abort|chdir)\b|\bconsole\./;

/** The modules of the library: all but those of the command line, and the kernels, which have no process. */
function modules(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.filter((file) => !/^(?:cli|engine\/kernels)[/\\]/.test(file));
}

test.each(['process.exit(1)', "process.on('exit', end)", 'console.log(1)', 'process.stderr.write(text)'])(
  'the pattern finds %s',
  (code) => expect(code).toMatch(HOST),
);

test('no module of the library writes to a stream, ends its process or listens to signals', () => {
  const found = modules().filter((file) => HOST.test(readFileSync(path.join(SOURCES, file), 'utf8')));
  expect(modules().length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});
