// Tries the tests on mutants of the kernels, which Stryker cannot make: it knows no AssemblyScript.
//   npm run mutants:kernels [-- COUNT [SEED]]
// A mutant is one replacement of the table below at one place of src/engine/kernels, compiled in a copy of this folder.
// COUNT of them, drawn by SEED (0), are tried; without it all are, which takes hours. A line says what came of each.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomFor, randomPermutation } from '../../src/util/random.js';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const KERNELS = 'src/engine/kernels';
const COPIED = ['src', 'test', 'dist', 'datasets', 'package.json', 'asconfig.json'];
const TESTS = ['test/reference', 'test/unit/algorithms', 'test/unit/executions', 'test/unit/objective'];
/** Several times what the tests take: workers that wait for each other would do so for ever. */
const LONGEST_MS = 300_000;

/** What is replaced by what. Operators have a blank on either side. */
const REPLACEMENTS = [
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \/ /g, ' * '],
  [/ \+= /g, ' -= '],
  [/ -= /g, ' += '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/(?<![.\d])0(?![.\w])/g, '1'],
  [/(?<![.\w])1(?![.\w])/g, '0'],
  [/~/g, ''],
  [/f64x2\.add/g, 'f64x2.sub'],
  [/f64x2\.sub/g, 'f64x2.add'],
  [/f64x2\.mul/g, 'f64x2.div'],
  [/\bmax(?=<)/g, 'min'],
  [/\b(continue|break);/g, ';'],
  [/(?<=\bif \()/g, 'false && '],
  [/(?<=^ +)(store|atomic\.store|v128\.store_lane|v128\.store)\b.*;$/g, ';'],
];

const [count, seed = 0] = process.argv.slice(2).map(Number);
const all = readdirSync(path.join(ROOT, KERNELS))
  .filter((name) => name.endsWith('.ts'))
  .flatMap(mutantsOf);
const drawn = [...randomPermutation(all.length, randomFor(seed, 'sample'))].slice(0, count).map((at) => all[at]);
const copy = mkdtempSync(path.join(tmpdir(), 'adabatch-kernels-'));
const outcomes = {};
try {
  for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  if (run('vitest/vitest.mjs', ...testing()) !== 0) throw new Error('the tests fail on the kernels as they are');
  for (const mutant of drawn) {
    const outcome = outcomeOf(mutant);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    console.log(`${outcome}  ${mutant.file}:${mutant.line}  ${mutant.before.trim()}  →  ${mutant.after.trim()}`);
  }
} finally {
  rmSync(copy, { recursive: true });
}
console.log(`${all.length} mutants, ${drawn.length} tried: ${JSON.stringify(outcomes)}`);

function mutantsOf(name) {
  const file = `${KERNELS}/${name}`;
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  return lines.flatMap((before, index) => {
    if (/^\s*(\/|\*|import|export \{)/.test(before)) return [];
    return REPLACEMENTS.flatMap(([pattern, replacement]) =>
      [...before.matchAll(pattern)].map((match) => {
        const after = before.slice(0, match.index) + replacement + before.slice(match.index + match[0].length);
        return { file, line: index + 1, before, after, source: lines.with(index, after).join('\n') };
      }),
    );
  });
}

/** Compiles a mutant and runs the tests on it; leaves the source as it was. */
function outcomeOf({ file, source }) {
  const module = 'dist/kernels.wasm';
  writeFileSync(path.join(copy, file), source);
  const compiled = run('assemblyscript/bin/asc.js', '--config', 'asconfig.json') === 0;
  cpSync(path.join(ROOT, file), path.join(copy, file));
  if (!compiled) return 'no code';
  if (readFileSync(path.join(copy, module)).equals(readFileSync(path.join(ROOT, module)))) return 'same code';
  const code = run('vitest/vitest.mjs', ...testing());
  return code === 0 ? 'SURVIVED' : code === null ? 'timed out' : 'killed';
}

/** How Vitest runs the tests: in threads, since these end with their process, whatever they do. */
function testing() {
  return ['run', '--config', 'test/mutants/vitest.config.ts', '--pool=threads', '--bail=1', ...TESTS];
}

/** Runs a script of a package in the copy; returns its exit code, null where it took too long. */
function run(script, ...args) {
  const command = [path.join('node_modules', script), ...args];
  return spawnSync(process.execPath, command, {
    cwd: copy,
    stdio: 'ignore',
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  }).status;
}
