import { type Content, mapChunks } from '../../../data/content.js';
import type { OutputFormat } from '../../../data/formats/write.js';
import { count } from '../../../util/text.js';
import { interruptible } from '../../terminal/interrupt.js';
import { isStdout, writeOutput } from '../../terminal/output.js';
import type { Terminal } from '../../terminal/terminal.js';

/**
 * Writes what was prepared for a format, to a file, at once or not at all, or to stdout.
 * @param file `-` or undefined for stdout
 * @throws UserError if that cannot be written; an AbortError if the signal is aborted
 */
export async function writeContent(
  file: string | undefined,
  content: Content,
  format: OutputFormat,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const shown = isStdout(file) ? content : withProgress(content, file, terminal);
  await writeOutput(file, interruptible(format.write(shown), signal)).finally(() => terminal.endBar());
  if (!isStdout(file))
    terminal.note(`saved ${file}: ${count(content.rows, 'row')}, ${count(content.features, 'feature')}`);
}

function withProgress(content: Content, file: string, terminal: Terminal): Content {
  return mapChunks(content, (chunk, firstRow) => {
    terminal.progress(firstRow, content.rows, `writing ${file}`);
    return chunk;
  });
}
