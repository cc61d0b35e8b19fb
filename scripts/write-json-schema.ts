// Writes the JSON Schemas of results into the folder named on the command line; part of the build.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { evaluationSchema } from '../src/results/evaluation.js';
import { runSchema } from '../src/results/schema.js';
import { verdictsSchema } from '../src/results/verdicts.js';
import { toJsonSchema } from '../src/util/json.js';

const [, , folder = '.'] = process.argv;
const schemas = { run: runSchema, evaluation: evaluationSchema, verdicts: verdictsSchema };
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(path.join(folder, `${name}.schema.json`), `${JSON.stringify(toJsonSchema(schema), null, 2)}\n`);
}
