// Runs the suite again and again while two more processes keep the cores busy, until a round fails or all are done:
// a test that waits for a time in place of an event fails here, now and then.
//   npm run test:busy -- 20

import { spawn, spawnSync } from 'node:child_process';

const [given = '20'] = process.argv.slice(2);
const rounds = Number(given);

const busy = [1, 2].map(() => spawn(process.execPath, ['--eval', 'for (;;);']));
try {
  for (let round = 1; round <= rounds && process.exitCode === undefined; round++) {
    console.log(`round ${round} of ${rounds}`);
    const { status } = spawnSync('npx vitest run', { shell: true, stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  for (const process of busy) process.kill();
}
