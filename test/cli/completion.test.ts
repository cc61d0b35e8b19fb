import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

for (const shell of shells) await writeFile(scriptOf(shell), (await adabatch(['completion', shell])).stdout);
await mkdir(path.join(folder, 'home/rows'), { recursive: true });
await writeFile(path.join(folder, 'home/rows.svm'), '');

function scriptOf(shell: Shell): string {
  return path.join(folder, `completion.${shell}`);
}

function has(shell: Shell): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** Scripts that ask each shell, without a terminal, what it offers at the end of a line. */
const questions: Record<Exclude<Shell, 'zsh'>, string> = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash expands it.
  bash: 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _adabatch; printf "%s\\n" "${COMPREPLY[@]}"',
  fish: 'source $argv[1]; complete -C (string join -- " " $argv[2..]) | string replace -r "\\t.*" ""; true',
};

/** What a shell offers after some words, of which the last may be empty. */
async function offered(shell: keyof typeof questions, ...words: string[]): Promise<string[]> {
  const args = ['-c', questions[shell], scriptOf(shell), 'adabatch', ...words];
  const { stdout } = await promisify(execFile)(shell, args, { cwd: path.join(folder, 'home') });
  return stdout.split('\n').filter(Boolean).sort();
}

test.for(shells)('adabatch completion %s prints a script that the shell can read', (shell, { skip }) => {
  skip(!has(shell), `${shell} is not installed`);
  const check = spawnSync(shell, [shell === 'fish' ? '--no-execute' : '-n', scriptOf(shell)], { encoding: 'utf8' });
  expect(check).toMatchObject({ status: 0, stderr: '' });
});

// zsh completes on a terminal alone.
describe.for(['bash', 'fish'] as const)('the completion of %s', (shell) => {
  test.for([
    ['a command', ['ru'], ['run']],
    ['a command of a command', ['data', 'inf'], ['info']],
    ['an option', ['run', '--rul'], ['--rule']],
    ['an option of the command that was typed', ['check', '--loss-t'], ['--loss-tolerance']],
    ['a value', ['run', '--rule', 'adab'], ['adabatch']],
    ['the last word of a list', ['sweep', '--rule', 'mean,adab'], ['mean,adabatch']],
    ['a dataset of the catalogue', ['data', 'fetch', 'mush'], ['mushrooms']],
    ['a shell', ['completion', 'fi'], ['fish']],
  ] as const)('the shell completes %s', async ([, words, completed], { skip }) => {
    skip(!has(shell), `${shell} is not installed`);
    expect(await offered(shell, ...words)).toEqual(completed);
  });
});

test.for([
  ['files', ['run', '-d', 'row'], ['rows.svm', 'rows/']],
  ['folders', ['sweep', '--out', 'row'], ['rows/']],
] as const)('fish completes %s', async ([, words, completed], { skip }) => {
  skip(!has('fish'), 'fish is not installed');
  expect(await offered('fish', ...words)).toEqual(completed);
});

test('completion refuses an unknown shell, and names those that it knows', async () => {
  const { code, stderr } = await adabatch(['completion', 'tcsh']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('bash, zsh, fish') });
});
