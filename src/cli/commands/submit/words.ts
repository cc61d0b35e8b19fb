import type { Option } from 'commander';
import { UserError } from '../../../util/errors.js';

// What was typed is handed on as it is: the tasks run the very sweep.

/**
 * Refuses words that belong to no option: sbatch would take one for the script to run.
 * @param words those that commander found to belong to none
 * @throws UserError
 */
export function refuseStray(typed: readonly string[], words: readonly string[]): void {
  const end = typed.includes('--') ? typed.indexOf('--') : typed.length;
  const [first = ''] = words;
  if (words.length !== typed.length - Math.min(typed.length, end + 1)) {
    throw new UserError(`${JSON.stringify(first)} belongs to no option`, 'Options for sbatch follow --');
  }
  const stray = words.find((word, place) => !word.startsWith('-') && !/^-[^=]*$/.test(words[place - 1] ?? ''));
  if (stray !== undefined) throw new UserError(`${JSON.stringify(stray)} after -- belongs to no option of sbatch`);
}

/** What was typed, without the options of the submission itself and what follows `--`. */
export function wordsForTasks(typed: readonly string[], own: readonly Option[]): string[] {
  const words: string[] = [];
  const end = typed.includes('--') ? typed.indexOf('--') : typed.length;
  for (let position = 0; position < end; position++) {
    const word = typed[position] as string;
    const found = own.find(({ long }) => word === long || word.startsWith(`${long}=`));
    if (!found) words.push(word);
    else if (found.required && word === found.long) position++;
  }
  return words;
}
