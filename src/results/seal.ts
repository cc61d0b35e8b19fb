import { createHash } from 'node:crypto';

/** A result with the sha256 of its content, which reveals a digit that changed on a disk or by hand. */
export function sealed<Result extends object>(result: Result): Result & { sha256: string } {
  const { sha256: _, ...content } = result as Result & { sha256?: unknown };
  return { ...result, sha256: digest(content) };
}

/** Whether a result still matches its seal; undefined if it has none, as from an older version. */
export function isIntact(result: object): boolean | undefined {
  const { sha256, ...content } = result as { sha256?: unknown };
  return sha256 === undefined ? undefined : sha256 === digest(content);
}

/** The sha256 of the JSON without spaces, its keys in the order of the file. */
function digest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
