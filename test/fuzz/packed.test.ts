import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from '../../src/data/formats/read.js';
import { parseLibsvm } from '../reference/libsvm.js';
import { temporaryFolder } from '../support/folders.js';
import { mutationsOf } from './mutations.js';
import { outcomeOf } from './outcome.js';
import { PATIENCE, runs } from './settings.js';

const folder = temporaryFolder();

const TEXT = '+1 1:0.5 3:2\n-1 2:-1e-3 7:.25\n'.repeat(8);
const ARCHIVES = [
  { packing: 'gzip', magicBytes: 2, archive: gzipSync(TEXT), share: 0.01 },
  {
    packing: 'bzip2',
    magicBytes: 3,
    archive: Buffer.from(
      'QlpoOTFBWSZTWcLoKzEAABvZAAAQQAt6kAIAIABwQDQAFVT01BtMpQ2NhoUOwsYIFiBQ4OCBIsSJECxI0NDBgsQPxdyRThQkMLoKzEA=',
      'base64',
    ),
    share: 0.01,
  },
  {
    packing: 'xz',
    magicBytes: 6,
    archive: Buffer.from(
      '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ADvACRdABWMQCKVmwm2gX9OdWwU1WGbNrbz+ecVrEMNv1Ix/4qZyoQAAAAxulUaYUc1qgABQPABAAAAiemFPLHEZ/sCAAAAAARZWg==',
      'base64',
    ),
    share: 0.01,
  },
];

const file = path.join(folder, 'archive');
const rows = parseLibsvm(Buffer.from(TEXT))?.rows;

test.each(ARCHIVES)(
  'a damaged $packing archive gives the rows that were packed, or is refused',
  ({ packing, archive, magicBytes, share }) =>
    fc.assert(
      fc.asyncProperty(mutationsOf(fc.constant(archive.subarray(magicBytes))), async (rest) => {
        writeFileSync(file, Buffer.concat([archive.subarray(0, magicBytes), rest]));
        const { reading, fault } = await outcomeOf(readRows(file).rows);
        if (reading) expect(reading.rows).toEqual(rows);
        else expect(fault.message).toContain(`${packing} archive`);
      }),
      runs(share),
    ),
  PATIENCE,
);
