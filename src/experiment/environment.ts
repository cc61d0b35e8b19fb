import os from 'node:os';
import type { Run } from '../results/schema.js';
import { here } from '../util/here.js';
import { version } from '../util/version.js';

/**
 * The machine and the software that a run's times depend on.
 * @param contended whether the run had to share its cores
 */
export function describeEnvironment(contended = false): Run['environment'] {
  const { host, job } = here();
  return {
    adabatch: version,
    node: process.versions.node,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    contended,
    host,
    ...(job !== undefined && { job: job.id }),
  };
}
