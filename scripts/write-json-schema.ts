// Writes the JSON Schema of a run to the file named on the command line; part of the build.
import { writeFileSync } from 'node:fs';
import { runSchema } from '../src/results/schema.js';
import { toJsonSchema } from '../src/util/json.js';

const [, , target = 'run.schema.json'] = process.argv;
writeFileSync(target, `${JSON.stringify(toJsonSchema(runSchema), null, 2)}\n`);
