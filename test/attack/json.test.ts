import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MAGIC, VERSION } from '../../src/data/formats/binary/layout.js';
import { readRows } from '../../src/data/formats/read.js';
import { readModel } from '../../src/results/model.js';
import { readPlan } from '../../src/results/plan.js';
import { readRuns } from '../../src/results/read.js';
import { runSchema } from '../../src/results/schema.js';
import { listOf, parseJson, toJsonSchema } from '../../src/util/json.js';
import { remark } from '../../src/util/visible.js';
import { makeRun } from '../support/runs.js';
import { sources } from '../support/sources.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adabatch-json-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two bytes an element in a file, and 500 in memory where each makes an issue. */
const zeros = (count: number) => new Array(count).fill(0);

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const made = path.join(folder, name);
  await mkdir(path.dirname(made), { recursive: true });
  await writeFile(made, content);
  return made;
}

describe('listOf', () => {
  test('listOf takes the lists that z.array takes, and reports the first wrong element alone', () => {
    const schema = z.strictObject({ list: listOf(z.strictObject({ a: z.number() })) });
    expect(schema.parse({ list: [{ a: 1 }, { a: 2 }] })).toEqual({ list: [{ a: 1 }, { a: 2 }] });
    const { error } = schema.safeParse({ list: [{ a: 1 }, { a: 'x' }, ...zeros(100_000)] });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual(['list.1.a']);
    expect(schema.safeParse({ list: 0 }).success).toBe(false);
    expect(listOf(z.number(), 1).safeParse([]).success).toBe(false);
  });

  test('listOf has the JSON Schema of z.array', () => {
    const { $schema: _, ...plain } = z.toJSONSchema(z.array(z.object({ a: z.array(z.int()) })).min(1));
    const { $schema: __, ...ours } = toJsonSchema(listOf(z.object({ a: listOf(z.int()) }), 1));
    expect(ours).toEqual(plain);
  });

  test('the sources parse JSON and check lists in util/json.ts alone', () => {
    const found = sources().flatMap(({ file, text }) => (/JSON\.parse\(|z\.array\(/.test(text) ? [file] : []));
    // What the other two parse nobody else has written: the package.json of adabatch, and what a page has of itself.
    expect(found.sort()).toEqual(['report/html/packing.ts', 'util/json.ts', 'util/version.ts']);
  });
});

test('JSON of more than 4,194,304 values is refused before it is parsed', () => {
  expect(() => parseJson(`[${'[],'.repeat(2 ** 22)}0]`)).toThrow('more than 4194304 values');
  expect(parseJson(`[${'0,'.repeat(1000)}0]`)).toHaveLength(1001);
});

describe('a million wrong elements', () => {
  test('a million wrong elements of a result are one fault', async () => {
    const curve = zeros(1e6);
    await file('runs/a.json', JSON.stringify({ ...makeRun(), curve }));
    const read = readRuns(
      [path.join(folder, 'runs')],
      () => undefined,
      () => {},
    );
    await expect(read).rejects.toThrow(/a\.json: no run: curve\.0: /);
    expect(runSchema.safeParse({ ...makeRun(), curve }).error?.issues).toHaveLength(1);
  });

  test('a million wrong elements of a plan are one fault', async () => {
    await file('plan/plan.json', JSON.stringify({ schema: 'adabatch/plan@1', runs: zeros(1e6) }));
    await expect(readPlan(path.join(folder, 'plan'))).rejects.toThrow(/plan\.json: no plan: runs\.0: /);
  });

  test('a million wrong elements of a model are one fault', async () => {
    const trainedOn = { features: 1, names: zeros(1e6), positive: null };
    const header = { schema: 'adabatch/model@1', run: 'x', dataset: 'x', loss: 'logistic', bias: 0, trainedOn };
    const model = await file('model.jsonl', `${JSON.stringify(header)}\n`);
    await expect(readModel(model)).rejects.toThrow('"trainedOn.names.0" is wrong or missing');
  });

  test('a million wrong elements in the header of a binary file are one fault', async () => {
    const header = Buffer.from(JSON.stringify({ indexBase: 1, features: 5, notes: zeros(1e6) }));
    const head = Buffer.concat([MAGIC, new Uint8Array(Uint32Array.of(VERSION, header.length).buffer), header]);
    const checksum = createHash('sha256').update(head).digest();
    const binary = await file('data.bin', Buffer.concat([head, checksum]));
    await expect(readRows(binary).rows.next()).rejects.toThrow('the header of the binary form is not as it has to be');
  });
});

test('a remark of a million characters is cut', () => {
  expect(remark('x'.repeat(1e6))).toHaveLength(2001);
  expect(remark('short')).toBe('short');
});
