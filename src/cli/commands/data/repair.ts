import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repairFile } from '../../../data/formats/check.js';
import type { Repairs } from '../../../data/formats/format.js';
import type { ReadOptions } from '../../../data/formats/read.js';
import { UserError } from '../../../util/errors.js';
import { writeWhole } from '../../../util/files.js';
import { count } from '../../../util/text.js';
import { ExitCode } from '../../exit-code.js';
import { isStdout, printJson, writeOutput } from '../../terminal/output.js';
import { printError, type Terminal } from '../../terminal/terminal.js';
import type { Faults } from './faults.js';

/** Thrown at the end of a copy that still has a fault, so that it does not become a file. */
class FaultsLeft extends Error {}

interface Target {
  /** Where the copy goes; `-` or undefined for stdout. */
  out?: string;
  json?: boolean;
}

/**
 * Writes a mended copy of a file, or names the faults that cannot be mended and writes nothing.
 *
 * @param faults collects those that are left
 * @returns the exit code
 */
export async function repair(
  file: string,
  options: ReadOptions,
  { out, json = false }: Target,
  faults: Faults,
  terminal: Terminal,
): Promise<number> {
  const repairs: Repairs = { sorted: 0, dropped: 0 };
  const copy = async function* () {
    Object.assign(repairs, yield* repairFile(file, options, (fault) => faults.add(fault)));
    if (faults.total > 0) throw new FaultsLeft();
  };
  try {
    await (isStdout(out) ? printWhole(copy()) : writeOutput(out, copy()));
  } catch (error) {
    if (!(error instanceof FaultsLeft)) throw error;
  }
  terminal.endBar();
  if (json) await printJson({ file, out, ...repairs, ...faults.toJson() });
  if (faults.total > 0) return refuse(faults, terminal);
  const { sorted, dropped } = repairs;
  terminal.note(`${count(sorted, 'row')} sorted, ${count(dropped, 'duplicate')} dropped`);
  if (!isStdout(out)) terminal.note(`saved ${out}`);
  return ExitCode.done;
}

function refuse(faults: Faults, terminal: Terminal): number {
  for (const { message } of faults.kept) terminal.note(message);
  const problem = `${faults.describe()} cannot be mended without a decision of yours, so nothing was written`;
  printError(new UserError(problem, faults.hints()[0]), false);
  return ExitCode.failed;
}

/** Writes to stdout at once or not at all, through a temporary file. */
async function printWhole(content: AsyncIterable<Uint8Array>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'adabatch-repair-'));
  try {
    const file = path.join(folder, 'copy');
    await writeWhole(file, content);
    await writeOutput(undefined, createReadStream(file));
  } finally {
    await rm(folder, { recursive: true });
  }
}
