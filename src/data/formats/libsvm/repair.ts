import { InputError } from '../../../util/errors.js';
import { LONG_LINE, wholeLines } from '../../../util/whole-lines.js';
import { bomLength } from '../../bytes/byte-order-mark.js';
import type { Repairs, Report } from '../format.js';
import { type LibsvmLine, readLibsvmLine } from './line.js';
import { type LibsvmOptions, LibsvmScanner } from './scanner.js';

const PAIR = /(?<!\d)\d+:[ \t]*[^ \t\r]+/g;

/**
 * Mends a LIBSVM file as it streams by: sorts the indices of a row, and keeps the first of pairs that are repeated
 * with one value. Every other line stays the same, to the byte; the last one gets a newline.
 *
 * @param chunks the file's bytes, cut anywhere
 * @param report called for every fault that is left: those of lines with a fault that cannot be mended
 * @returns the mended bytes; what was mended
 */
export async function* repairLibsvm(
  chunks: AsyncIterable<Uint8Array>,
  options: LibsvmOptions,
  report: Report,
): AsyncGenerator<Uint8Array, Repairs, void> {
  const repairs: Repairs = { sorted: 0, dropped: 0 };
  const faulty = new Set<number>();
  const scanner = new LibsvmScanner(options, ({ place }) => faulty.add(place.line ?? 0));
  const refuseLong = () => {
    throw new InputError({ file: options.file, line: scanner.line, column: 1 }, ...LONG_LINE);
  };
  for await (const block of wholeLines(chunks, refuseLong)) {
    const firstLine = scanner.line;
    scanner.scan(block);
    scanner.clear();
    yield faulty.size === 0 ? block : repairBlock(block, firstLine, faulty, options, { repairs, report });
    faulty.clear();
  }
  return repairs;
}

function repairBlock(
  block: Buffer,
  firstLine: number,
  faulty: ReadonlySet<number>,
  options: LibsvmOptions,
  { repairs, report }: { repairs: Repairs; report: Report },
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const { line, start, end } of linesOf(block, firstLine)) {
    if (!faulty.has(line)) continue;
    const text = block.toString('latin1', start, end);
    const { row, faults } = readLibsvmLine(text, options);
    if (row && faults.every(({ mendable }) => mendable)) {
      pieces.push(block.subarray(copied, start), Buffer.from(mend(text, row, repairs), 'latin1'));
      copied = end;
    } else {
      for (const { column, problem, hint } of faults)
        report(new InputError({ file: options.file, line, column }, problem, hint));
    }
  }
  return Buffer.concat([...pieces, block.subarray(copied)]);
}

function* linesOf(block: Buffer, firstLine: number): Generator<{ line: number; start: number; end: number }> {
  let start = firstLine === 1 ? bomLength(block) : 0;
  for (let line = firstLine; start < block.length; line++) {
    const end = block.indexOf('\n', start);
    yield { line, start, end };
    start = end + 1;
  }
}

/** The line with its pairs sorted, each one once; the order of its pairs must be its only fault. */
function mend(text: string, { indices }: LibsvmLine, repairs: Repairs): string {
  const [body = ''] = text.split('#', 1);
  const pairs = [...body.matchAll(PAIR)].map((match, position) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
    index: indices[position]!,
  }));
  const sorted = pairs.toSorted((left, right) => left.index - right.index);
  const kept = sorted.filter(({ index }, position) => index !== sorted[position - 1]?.index);
  if (pairs.some(({ index }, position) => index < (pairs[position - 1]?.index ?? 0))) repairs.sorted++;
  repairs.dropped += pairs.length - kept.length;
  return text.slice(0, pairs[0]?.start) + kept.map((pair) => pair.text).join(' ') + text.slice(pairs.at(-1)?.end);
}
