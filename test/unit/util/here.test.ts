import os from 'node:os';
import { expect, test } from 'vitest';
import { here } from '../../../src/util/here.js';

test.each([
  ['no scheduler', {}, { host: os.hostname(), job: undefined }],
  ['a job of Slurm', { SLURMD_NODENAME: 'n2', SLURM_JOB_ID: '17' }, { host: 'n2', job: { id: '17', start: '0' } }],
  [
    'a task of an array that was requeued',
    {
      SLURMD_NODENAME: 'n2',
      SLURM_JOB_ID: '20',
      SLURM_ARRAY_JOB_ID: '17',
      SLURM_ARRAY_TASK_ID: '3',
      SLURM_RESTART_COUNT: '2',
    },
    { host: 'n2', job: { id: '17_3', start: '2' } },
  ],
  [
    'a pod of an Indexed Job',
    { JOB_COMPLETION_INDEX: '4', POD_NAME: 'adabatch-4-x7k2p' },
    { host: os.hostname(), job: { id: 'adabatch-4', start: 'adabatch-4-x7k2p' } },
  ],
])('where a process is, with %s', (_, env, expected) => {
  expect(here(env)).toEqual(expected);
});
