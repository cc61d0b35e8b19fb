import { describe, expect, test } from 'vitest';
import { withFlags } from '../../../src/cli/flags.js';
import { createProgram } from '../../../src/cli/program.js';
import { UserError } from '../../../src/util/errors.js';

/** What is said of a command that is typed wrongly, as it is printed. */
async function complaint(typed: string): Promise<string> {
  const program = await createProgram(
    () => {},
    () => {},
  );
  const refused = await program.parseAsync(typed.split(' '), { from: 'user' }).catch((error: unknown) => error);
  if (!(refused instanceof UserError)) throw refused;
  return withFlags([refused.message, ...(refused.hint ? [refused.hint] : [])].join(' | '));
}

test.each(['run', 'sweep', 'optimum'])('%s asks for --dataset if it is given a file alone', async (command) => {
  expect(await complaint(`${command} train.svm`)).toBe(
    `adabatch ${command} takes options alone, not "train.svm" | ` +
      `Name a dataset with --dataset: adabatch ${command} -d train.svm`,
  );
});

describe('arguments too many', () => {
  test.each([
    [
      'data info a b',
      'adabatch data info takes one argument, not "b" too | adabatch data info --help says what it takes',
    ],
    ['check a b c', 'adabatch check takes 2 arguments, not "c" too | adabatch check --help says what it takes'],
  ])('the argument too many is named in: %s', async (typed, said) => {
    expect(await complaint(typed)).toBe(said);
  });
});

describe('lists and ranges for run', () => {
  test.each([
    ['-b 1,2', '--batch 1,2'],
    ['--batch 1..64x4', '--batch 1..64x4'],
    ['-s 2^-2/L..2^4/L', '--step-size 2^-2/L..2^4/L'],
    ['--rule mean,adabatch', '--rule mean,adabatch'],
    ['--seed 0..4', '--seed 0..4'],
    ['--test-fraction 10%,20%', '--test-fraction 10%,20%'],
  ])('run points to sweep for the list or range of %s', async (options, hint) => {
    expect(await complaint(`run ${options}`)).toMatch(/not ".*" \| |there is no rule ".*" \| /);
    expect(await complaint(`run ${options}`)).toContain(` | adabatch sweep takes lists and ranges: ${hint}`);
  });

  test.each(['-b x', '-b 1,x', '-b 1,0', '-b 8..1', '--index-base 0,1'])(
    'run does not point to sweep for %s',
    async (options) => {
      expect(await complaint(`run ${options}`)).not.toContain('sweep');
    },
  );
});

describe('unknown options', () => {
  test.each([
    ['run --lr 1', '--step-size'],
    ['run --lr=1', '--step-size'],
    ['run -lr 1', '--step-size'],
    ['sweep --learning-rate 1', '--step-size'],
    ['run --learning_rate 1', '--step-size'],
    ['run --step 1', '--step-size'],
    ['run --stepsize 1', '--step-size'],
    ['run --eta 1', '--step-size'],
    ['run --gamma 1', '--step-size'],
    ['run --batch-size 8', '--batch'],
    ['run --batchSize 8', '--batch'],
    ['optimum --lambda 1', '--l2'],
    ['run --reg 1', '--l2'],
    ['run --alpha 1', '--l2 or --step-size'],
    ['run --threads 2', '--workers'],
    ['run --jobs 2', '--workers'],
    ['run -j 2', '--workers'],
    ['sweep --threads 2', '--workers or --jobs'],
    ['run --epoch 1', '--epochs'],
    ['run --iterations 1', '--epochs'],
    ['run --passes 1', '--epochs or --max-passes'],
    ['run --data x', '--dataset'],
    ['run --file x', '--dataset'],
    ['optimum --input x', '--dataset'],
    ['run --output x', '--out'],
    ['run --optimizer svrg', '--algorithm'],
    ['run --method svrg', '--algorithm'],
    ['data split a --test-size 20%', '--fraction'],
    ['run --bacth 3', '--batch'],
  ])('the unknown option of %s leads to: %s', async (typed, meant) => {
    expect(await complaint(typed)).toMatch(/^unknown option '-\S+' \| /);
    expect(await complaint(typed)).toContain(` | Is ${meant} meant?`);
  });

  test('an unknown option that another command has leads to that command', async () => {
    expect(await complaint('optimum --lr 1')).toBe(
      "unknown option '--lr' | adabatch run, adabatch sweep and adabatch submit take --step-size",
    );
    expect(await complaint('run --config x')).toBe(
      "unknown option '--config' | adabatch sweep and adabatch submit take --config",
    );
    expect(await complaint('--rule mean')).toBe(
      "unknown option '--rule' | adabatch run, adabatch sweep and adabatch submit take --rule",
    );
  });

  test('an unknown option leads to the help if no option is near', async () => {
    expect(await complaint('run --foo')).toBe("unknown option '--foo' | adabatch run --help says what it takes");
  });
});

describe('usage that commander refuses', () => {
  test.each([
    ['rnu', "unknown command 'rnu' | Is run meant?"],
    ['data inof', "unknown command 'inof' | Is info meant?"],
    ['train.svm', "unknown command 'train.svm' | adabatch --help says what it takes"],
    ['check a', "missing required argument 'candidate' | adabatch check --help says what it takes"],
    ['run --epochs', "option '-e, --epochs <n>' argument missing | adabatch run --help says what it takes"],
    ['data generate --zipf 1 --dense', "option '--dense' cannot be used with option '--zipf <s>' | Give one of them"],
    [
      'compare --sort rule',
      "option '--sort <figure>' argument 'rule' is invalid | Allowed choices are loss, epochs, seconds, batch",
    ],
  ])('a hint comes with the error of: %s', async (typed, said) => {
    expect(await complaint(typed)).toBe(said);
  });
});
