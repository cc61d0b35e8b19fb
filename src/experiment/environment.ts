import { readFileSync } from 'node:fs';
import os from 'node:os';
import { packageFile } from '../package-files.js';
import type { Run } from '../results/schema.js';

/** The version in package.json. */
export const version: string = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;

/** The machine and the software that a run's times depend on. */
export function describeEnvironment(): Run['environment'] {
  return {
    adabatch: version,
    node: process.versions.node,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    contended: false,
  };
}
