import { expect, test } from 'vitest';
import { hasEnded, type Owner, thisProcess } from '../../../src/sweep/owner.js';

const me = thisProcess();
const restarted: Owner = { ...me, job: { id: '17', start: '1' } };

test.each([
  ['is this process', me, me, false],
  ['has a number that no process has', { ...me, pid: 2 ** 22 - 1 }, me, true],
  ['has the number of a process that began later', { ...me, began: '1' }, me, true],
  ['is on another host', { ...me, host: 'far', pid: 2 ** 22 - 1 }, me, undefined],
  ['is in another PID namespace or another boot', { ...me, processes: 'others', pid: 2 ** 22 - 1 }, me, undefined],
  [
    'is where processes cannot be told from those of other machines',
    { ...me, processes: '' },
    { ...me, processes: '' },
    undefined,
  ],
  ['is an earlier start of the same job', { ...me, host: 'far', job: { id: '17', start: '0' } }, restarted, true],
  [
    'is beside this one in the same start of a job',
    { ...me, host: 'far', job: { id: '17', start: '1' } },
    restarted,
    undefined,
  ],
  ['is in a job where this one is in none', { ...me, host: 'far', job: { id: '17', start: '0' } }, me, undefined],
])('an owner that %s', (_, owner, other, ended) => {
  expect(hasEnded(owner, other)).toBe(ended);
});
