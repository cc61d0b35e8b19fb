import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writeFailure } from '../../util/errors.js';
import { readText, writeWhole } from '../../util/files.js';
import { parseJson } from '../../util/json.js';

const ROOM_HINT = 'What came is kept: make room there, and the same command goes on';

/** The source of a part: the part may be continued if the same file is still at the address. */
const originSchema = z.strictObject({
  address: z.string(),
  /** An ETag, or the date of the last change. */
  validator: z.string(),
});

/** The source of a part. */
export type PartOrigin = z.infer<typeof originSchema>;

/** A file as far as it has come: `<file>.part`, and `<file>.part.json`, which records its source. */
export class Part {
  /** The path of the complete file. */
  readonly target: string;
  /** The path of its bytes. */
  readonly path: string;
  readonly #origin: string;

  constructor(target: string) {
    this.target = target;
    this.path = `${target}.part`;
    this.#origin = `${target}.part.json`;
  }

  /** The number of bytes so far. */
  async bytes(): Promise<number> {
    const status = await lstat(this.path).catch(() => undefined);
    return status?.isFile() ? status.size : 0;
  }

  /** The source of the part, if it is known. */
  async origin(): Promise<PartOrigin | undefined> {
    try {
      return originSchema.parse(parseJson(await readText(this.#origin)));
    } catch {
      return undefined;
    }
  }

  /**
   * Writes bytes at the end.
   * @param begin whether to drop the earlier bytes first
   * @param origin the source of the bytes; undefined if it is unknown, so that the part cannot be continued
   * @throws UserError if they cannot be written; whatever the bytes throw
   */
  async write(bytes: AsyncIterable<Uint8Array>, begin: boolean, origin: PartOrigin | undefined): Promise<void> {
    const file = await this.#written(async () => {
      if (begin) await this.remove();
      if (origin) await writeWhole(this.#origin, JSON.stringify(origin));
      // Refuses to follow a link that somebody planted there.
      return open(this.path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW);
    });
    try {
      for await (const chunk of bytes) await this.#written(() => file.appendFile(chunk));
    } finally {
      await file.close();
    }
  }

  /** Makes the part the complete file; its source stays on record until `forget`. */
  async complete(): Promise<void> {
    await rename(this.path, this.target);
  }

  /** Turns a file that proved unfinished into a part again. */
  async reopen(): Promise<void> {
    await rename(this.target, this.path).catch(() => {});
  }

  async forget(): Promise<void> {
    await rm(this.#origin, { force: true });
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.forget();
  }

  /** Removes the file after it was completed. */
  async discard(): Promise<void> {
    await rm(this.target, { force: true });
    await this.forget();
  }

  async #written<Result>(write: () => Promise<Result>): Promise<Result> {
    try {
      return await write();
    } catch (error) {
      throw writeFailure(this.path, error, ROOM_HINT);
    }
  }
}
