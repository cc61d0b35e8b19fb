import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.resolve(import.meta.dirname, '../../src');

/** The TypeScript files of src, by their paths from there, with their texts. */
export function sources(): { file: string; text: string }[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({ file, text: readFileSync(path.join(SOURCES, file), 'utf8') }));
}
