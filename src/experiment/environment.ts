import os from 'node:os';
import type { Run } from '../results/schema.js';
import { version } from '../util/version.js';

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
