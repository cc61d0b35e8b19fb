import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writeFailure } from '../../util/errors.js';
import { readText, writeWhole } from '../../util/files.js';
import { parseJson } from '../../util/json.js';

const ROOM_HINT = 'What came is kept: make room there, and the same command goes on';

/** Of what a part is: it may be continued if the same is still at the address. */
const originSchema = z.strictObject({
  address: z.string(),
  /** An ETag, or the date of the last change. */
  validator: z.string(),
});

/** Of what a part is. */
export type PartOrigin = z.infer<typeof originSchema>;

/** A file as far as it has come: `<file>.part`, and `<file>.part.json`, which says of what it is a part. */
export class Part {
  /** The file that it is to become. */
  readonly target: string;
  /** Where its bytes are. */
  readonly path: string;
  readonly #origin: string;

  constructor(target: string) {
    this.target = target;
    this.path = `${target}.part`;
    this.#origin = `${target}.part.json`;
  }

  /** How much is there. */
  async bytes(): Promise<number> {
    const status = await lstat(this.path).catch(() => undefined);
    return status?.isFile() ? status.size : 0;
  }

  /** Of what it is a part, if that is known. */
  async origin(): Promise<PartOrigin | undefined> {
    try {
      return originSchema.parse(parseJson(await readText(this.#origin)));
    } catch {
      return undefined;
    }
  }

  /**
   * Writes bytes at the end.
   * @param begin whether to drop what is there first
   * @param origin of what they are; undefined where that cannot be told, so that it cannot be continued
   * @throws UserError where they cannot be written; whatever the bytes throw
   */
  async write(bytes: AsyncIterable<Uint8Array>, begin: boolean, origin: PartOrigin | undefined): Promise<void> {
    const file = await this.#written(async () => {
      if (begin) await this.remove();
      if (origin) await writeWhole(this.#origin, JSON.stringify(origin));
      // A link that somebody planted there is not followed.
      return open(this.path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW);
    });
    try {
      for await (const chunk of bytes) await this.#written(() => file.appendFile(chunk));
    } finally {
      await file.close();
    }
  }

  /** Makes it the file; of what it was a part stays known until `forget`. */
  async complete(): Promise<void> {
    await rename(this.path, this.target);
  }

  /** Makes a file that turned out to be unfinished a part again. */
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

  /** Removes it after it was completed. */
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
