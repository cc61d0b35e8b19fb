import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hashOfSources } from '../../rolldown.config.js';

const BUILT = path.resolve(import.meta.dirname, '../../dist/sources.sha256');

/** Refuses a build that is not of these sources: tests would run the kernels and the program of yesterday. */
export default function setup(): void {
  if (existsSync(BUILT) && readFileSync(BUILT, 'utf8') === hashOfSources()) return;
  throw new Error('dist is not built of these sources: npm run build');
}
