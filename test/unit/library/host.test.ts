import { expect, test } from 'vitest';
import { sources } from '../../support/sources.js';

/** What belongs to a program and not to a library: its streams, its end, its signals, and its console. */
const HOST = /\bprocess\.(?:stdout|stderr|exit|exitCode|on|once|abort|chdir)\b|\bconsole\./;

/** The modules of the library: all but those of the command line, and the kernels, which have no process. */
const modules = sources().filter(({ file }) => !/^(?:cli|engine\/kernels)[/\\]/.test(file));

test.each(['process.exit(1)', "process.on('exit', end)", 'console.log(1)', 'process.stderr.write(text)'])(
  'the pattern finds %s',
  (code) => expect(code).toMatch(HOST),
);

test('no module of the library writes to a stream, ends its process or listens to signals', () => {
  const found = modules.filter(({ text }) => HOST.test(text)).map(({ file }) => file);
  expect(modules.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});
