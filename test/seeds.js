// Runs the property and fuzz tests again and again, with a new seed each time, until one fails or all rounds are done:
// for a night, since npm test always draws the same inputs.
//   npm run test:seeds -- 100

import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

const [given = '10'] = process.argv.slice(2);
const rounds = Number(given);

for (let round = 1; round <= rounds; round++) {
  const seed = String(randomInt(2 ** 31));
  console.log(`round ${round} of ${rounds}: ADABATCH_SEED=${seed}`);
  const { status } = spawnSync('npx vitest run test/property test/fuzz', {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ADABATCH_SEED: seed },
  });
  if (status !== 0) {
    console.log(`again: ADABATCH_SEED=${seed} npx vitest run test/property test/fuzz`);
    process.exit(1);
  }
}
