import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import xz from 'xz-decompress';
import { InputError, isAbort, UserError } from '../../util/errors.js';
import { unbzip2 } from './bzip2.js';

type Bytes = AsyncIterable<Uint8Array>;

/** Called with the number of an archive's bytes unpacked so far. */
type Used = (bytes: number) => void;

/** A packing that is recognised by the first bytes of the file. */
export interface Packing {
  name: string;
  magic: readonly number[];
  /** Left out for a packing that is recognised only to be refused. */
  unpack?: (packed: Bytes, used: Used) => Bytes;
}

/** One entry each; concatenated archives count as one for the three packings that are unpacked. */
export const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], unpack: gunzip },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], unpack: unbzip2 },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], unpack: unxz },
  { name: 'zip', magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: '7z', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
];

/** An archive that is damaged. */
export class DamagedArchive extends InputError {}

const GZIP_CHUNK_BYTES = 1 << 18;
/** The xz unpacker's XZ_OPTIONS_ERROR: a sound archive, made with a filter or check that the unpacker lacks. */
const XZ_OPTIONS_ERROR = 'error code 6';
/** XZ_MEM_ERROR and XZ_MEMLIMIT_ERROR: a dictionary that is too large. */
const XZ_OUT_OF_MEMORY = /error code [34]\b/;

/**
 * Unpacks a stream, or refuses to.
 *
 * @param packed the whole archive, its magic bytes included
 * @param file the file's name in messages
 * @param used told how many bytes of the archive were unpacked so far
 * @throws InputError at once or while reading: an unsupported packing, an archive cut short or damaged
 */
export async function* unpack(
  packed: AsyncIterableIterator<Uint8Array>,
  packing: Packing,
  file: string,
  used: Used,
): Unpacked {
  const { name, unpack: unpackBytes } = packing;
  try {
    if (unpackBytes === undefined) {
      throw new InputError(
        { file },
        `this is a ${name} archive, which is not unpacked here`,
        'Unpack it first, or pack it with gzip, bzip2 or xz',
      );
    }
    yield* unpackBytes(packed, used);
  } catch (error) {
    if (error instanceof UserError || isAbort(error)) throw error;
    if (String(error).includes(XZ_OPTIONS_ERROR)) {
      throw new InputError(
        { file },
        'the xz archive uses a filter or a check that is not known here',
        'Unpack it with xz -d first, or pack it with xz and no options',
      );
    }
    if (XZ_OUT_OF_MEMORY.test(String(error))) {
      throw new InputError(
        { file },
        'the xz archive takes more memory to be unpacked than there is for it here',
        'Unpack it with xz -d first, or pack it with xz -9 or less',
      );
    }
    throw new DamagedArchive(
      { file },
      `the ${name} archive is cut short or damaged`,
      `Fetch it or pack it again; ${name} -t tests an archive`,
    );
  } finally {
    await packed.return?.();
  }
}

type Unpacked = AsyncGenerator<Uint8Array, void, void>;

async function* gunzip(packed: Bytes, used: Used): Unpacked {
  const unpacker = createGunzip({ chunkSize: GZIP_CHUNK_BYTES });
  // Errors at either end surface where the unpacker is read.
  pipeline(Readable.from(packed), unpacker, () => {});
  for await (const chunk of unpacker) {
    used(unpacker.bytesWritten);
    yield chunk;
  }
}

/** Only one can be unpacked at a time in a process, because the library holds a lock: finish it before the next. */
async function* unxz(packed: Bytes, used: Used): Unpacked {
  const source = packed[Symbol.asyncIterator]();
  let bytes = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done === true) return controller.close();
        bytes += value.length;
        used(bytes);
        controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  yield* new xz.XzReadableStream(stream);
}
