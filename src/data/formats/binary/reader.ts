import { InputError } from '../../../util/errors.js';
import { parseJson } from '../../../util/json.js';
import { CheckedBytes } from '../../bytes/checked-bytes.js';
import { chunkFrom, chunkSizes, HEAD_BYTES } from '../../chunk-bytes.js';
import type { ReadSummary, RowChunk, RowReader } from '../../rows.js';
import { unsoundRow } from '../../soundness.js';
import { FeatureMatch } from '../csv/feature-match.js';
import { type Format, type FormatOptions, refuseOtherFormat } from '../format.js';
import { zeroFault } from '../libsvm/line.js';
import { countFeatures } from '../libsvm/reader.js';
import { refuseCsvOptions } from '../user-format.js';
import { headerSchema, MAGIC, VERSION } from './layout.js';

/** The binary form as one of the formats that are recognised by a file's beginning. */
export const binaryFormat: Format = {
  magic: MAGIC,
  read: (bytes, file, _lines, options) => readBinary(bytes, file, options),
};

/** Room for the names of features and labels. */
const MOST_HEADER_BYTES = 1 << 27;
/** Writers take over the readers' chunks: a few MB, or a single row of 16 MiB of text. */
const MOST_CHUNK_BYTES = 1 << 26;
const RULES =
  'Labels and values must be finite and values not 0, and the indices of a row increase and are among the features';

/**
 * Reads a dataset in the binary form (src/data/formats/binary/layout.ts) as it streams in. The rows may be damaged
 * until it returns: only then is the checksum verified.
 *
 * @throws InputError if it is damaged, cut short, of another version, or breaks the rules, as another program may
 */
export async function* readBinary(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  options: FormatOptions = {},
): RowReader {
  const bytes = new CheckedBytes(chunks, file);
  const header = await readHeader(bytes, file);
  refuseOtherFormat(file, header.columns !== undefined, options);
  if (!options.columns) refuseCsvOptions(options, file);
  const match = options.columns && header.columns && new FeatureMatch(header.columns, options.columns, file);
  const summary = header.columns ? header : asLibsvm(header, file, options);
  let rows = 0;
  let fault: InputError | undefined;
  for await (const chunk of readChunks(bytes)) {
    fault ??= faultOf(chunk, rows, summary, { ...options, file });
    rows += chunk.labels.length;
    if (fault === undefined) yield match ? match.apply(chunk) : chunk;
  }
  await bytes.check();
  await bytes.end();
  if (fault !== undefined) throw fault;
  if (rows === 0) throw new InputError({ file }, 'there are no rows', 'Make it again from a file that has rows');
  return match ? match.summary(header) : summary;
}

async function readHeader(bytes: CheckedBytes, file: string): Promise<ReadSummary> {
  await bytes.take(MAGIC.length);
  const [version, length = 0] = new Uint32Array(await bytes.take(8));
  if (length > MOST_HEADER_BYTES) throw bytes.damage();
  if (version !== VERSION) {
    throw new InputError(
      { file },
      `this is version ${version} of the binary form, and only version ${VERSION} is read`,
      'Make it again from its source with adabatch data convert',
    );
  }
  const json = Buffer.from(await bytes.take(length)).toString();
  await bytes.check();
  try {
    return headerSchema.parse(parseJson(json));
  } catch {
    throw new InputError(
      { file },
      'the header of the binary form is not as it has to be',
      'Say it as ReadSummary does',
    );
  }
}

async function* readChunks(bytes: CheckedBytes): AsyncGenerator<RowChunk, void, void> {
  for (;;) {
    const sizes = chunkSizes(await bytes.take(HEAD_BYTES));
    if (sizes.bytes > MOST_CHUNK_BYTES) throw bytes.damage();
    if (sizes.rows === 0) {
      if (sizes.values > 0) throw bytes.damage();
      return;
    }
    yield chunkFrom(await bytes.take(sizes.bytes), sizes);
  }
}

/** Applies the index base and the number of features that the options give, as for a LIBSVM file of the same rows. */
function asLibsvm(header: ReadSummary, file: string, options: FormatOptions): ReadSummary {
  const { indexBase = options.trainingIndexBase ?? header.indexBase, features } = options;
  const largest = header.features + header.indexBase - 1;
  return { ...header, indexBase, features: countFeatures(largest, indexBase, { file, features }) };
}

/** A fault of another program that wrote the file; the checksum finds damage. */
function faultOf(
  chunk: RowChunk,
  rowsBefore: number,
  summary: ReadSummary,
  { file, indexBase: said }: FormatOptions & { file: string },
): InputError | undefined {
  const row = unsoundRow(chunk, summary);
  if (row === undefined) return undefined;
  if (summary.indexBase === 1 && firstIndexOf(chunk, row) === 0) {
    const { problem, hint } = zeroFault(said);
    return new InputError({ file }, problem, hint);
  }
  return new InputError({ file }, `row ${rowsBefore + row + 1} is not as the binary form has it`, RULES);
}

function firstIndexOf({ lengths, indices }: RowChunk, row: number): number | undefined {
  return lengths[row] === 0 ? undefined : indices[lengths.subarray(0, row).reduce((sum, length) => sum + length, 0)];
}
