import { createHash } from 'node:crypto';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checkModelFile, type FeatureWeight, readModel, writeModel } from '../../../src/results/model.js';
import { folderForEach } from '../../support/folders.js';
import { complaintOf, placeOf } from '../../support/reading.js';

const ANOTHER_FILE = 'Choose another file with ‹saveModel›';
const MAKE_ONE = 'Make a model with adabatch run ‹saveModel›';

const inFolder = folderForEach();
const header = { run: 'x', dataset: 'data', loss: 'logistic', bias: 0.5 };
const firstLine = JSON.stringify({ schema: 'adabatch/model@1', ...header });

async function put(...lines: string[]): Promise<string> {
  const file = inFolder('model.jsonl');
  await writeFile(file, lines.join('\n'));
  return file;
}

/** A model with weights of these features. */
const putFeatures = (...features: (number | string)[]) =>
  put(firstLine, ...features.map((feature) => JSON.stringify({ feature, weight: 1 })));

describe('a file for a model', () => {
  test.each(['', 'a\nb'])('a file for a model is refused without a name that can be printed: %j', async (name) => {
    expect(await complaintOf(checkModelFile(name))).toEqual([
      `‹saveModel› takes a file, not ${JSON.stringify(name)}`,
      undefined,
    ]);
  });

  test('a file for a model is taken if it is a plain file, or if it or its folder is not there', async () => {
    await expect(checkModelFile(inFolder('deep/new'))).resolves.toBeUndefined();
    await expect(checkModelFile(await put())).resolves.toBeUndefined();
  });

  test('a file for a model is refused if it is a folder', async () => {
    await mkdir(inFolder('made'));
    expect(await complaintOf(checkModelFile(inFolder('made')))).toEqual([
      `'${inFolder('made')}' is a folder, not a file`,
      ANOTHER_FILE,
    ]);
  });

  test('a file for a model is refused below a plain file', async () => {
    const plain = await put();
    expect(await complaintOf(checkModelFile(`${plain}/a`))).toEqual([`${plain} is not a folder`, ANOTHER_FILE]);
    expect(await complaintOf(checkModelFile(`${plain}/deep/a`))).toEqual([
      `cannot write to ${plain}/deep/a: a part of the path is not a folder`,
      ANOTHER_FILE,
    ]);
  });
});

// 4096 lines are written at once: as many as 4095 weights and the header.
test.each([0, 1, 4095, 5000])('a model of %d weights is written as a line for each and reads back', async (count) => {
  const file = inFolder('deep/model.jsonl');
  const weights = Array.from({ length: count }, (_, feature): FeatureWeight => ({ feature, weight: feature / 3 }));
  await writeModel(file, header, weights);
  const text = await readFile(file, 'utf8');
  expect(text).toBe(`${[firstLine, ...weights.map((weight) => JSON.stringify(weight))].join('\n')}\n`);
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(await readModel(file)).toEqual({ file, sha256, header: { schema: 'adabatch/model@1', ...header }, weights });
});

describe('a model that is read', () => {
  test('a model is the same whatever ends its lines', async () => {
    const weight = '{"feature":"a","weight":1,"divisor":2}';
    const plain = await readModel(await put(firstLine, weight, ''));
    expect(plain.weights).toEqual([{ feature: 'a', weight: 1, divisor: 2 }]);
    expect(await readModel(await put(`${firstLine}\r`, `${weight}\r`, ''))).toEqual(plain);
    expect(await readModel(await put(firstLine, weight))).toEqual(plain);
  });

  test('a model is refused if there is no file', async () => {
    expect(await complaintOf(readModel(inFolder('none')))).toEqual([
      `there is no file '${inFolder('none')}'`,
      'Check its path; a relative one starts at the current folder',
    ]);
  });

  test('a model is refused if the file is empty', async () => {
    const file = await put();
    expect(await complaintOf(readModel(file))).toEqual([
      `${file}: the file is empty, so it is no model`,
      'Make one with ‹saveModel›',
    ]);
  });

  test('a model is not read after an interrupt', async () => {
    const file = await put('not JSON');
    await expect(readModel(file, AbortSignal.abort())).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  test.each([
    ['that is no header', ['{}'], 1, '"schema" is wrong or missing'],
    [
      'with a fault deep in it',
      [JSON.stringify({ schema: 'adabatch/model@1', ...header, trainedOn: { features: -1 } })],
      1,
      '"trainedOn.features" is wrong or missing',
    ],
    [
      'of columns without the label',
      [
        JSON.stringify({
          ...{ schema: 'adabatch/model@1', ...header },
          trainedOn: { features: 1, positive: null, columns: { names: ['a', 'b'], header: true, label: 2 } },
        }),
      ],
      1,
      '"trainedOn.columns" is wrong or missing',
    ],
    ['that is no weight', [firstLine, '{"feature":1,"weight":1}', '{"feature":2}'], 3, '"weight" is wrong or missing'],
    ['that is no object', [firstLine, '1'], 2, '"" is wrong or missing'],
    ['that is no JSON', [firstLine, '{'], 2, 'it is not JSON'],
  ])('a model is refused with a line %s', async (_, lines, line, problem) => {
    const file = await put(...lines);
    expect(await complaintOf(readModel(file))).toEqual([
      `${file}:${line}: not a line of a model: ${problem}`,
      MAKE_ONE,
    ]);
    expect(await placeOf(readModel(file))).toEqual({ file, line });
  });

  test('a model is refused with a line of more than 128 MiB', async () => {
    const file = await put(firstLine, '{"feature":1,"weight":1}', '');
    await truncate(file, 2 ** 27 + 1000);
    expect(await complaintOf(readModel(file))).toEqual([
      `${file}:3: this line is too long for one of a model`,
      MAKE_ONE,
    ]);
  });

  test('a model may have its features in any order, and an index that is also a name', async () => {
    const { weights } = await readModel(await putFeatures(10, 'b', 9, '9', 'a', 0));
    expect(weights.map(({ feature }) => feature)).toEqual([10, 'b', 9, '9', 'a', 0]);
  });

  test.each([
    ['the first index', [2, 0, 1, 0, 3], 5, '0'],
    ['the last index', [1, 10, 9, 10, 0], 5, '10'],
    ['the first name', ['c', 'a', 'b', 'a', 'd'], 5, '"a"'],
    ['the last name', [5, 'c', 'b', 'c', 'a'], 5, '"c"'],
    ['a name around its index', ['9', 9, '9'], 4, '"9"'],
  ])('a model is refused with two weights of %s', async (_, features, line, twice) => {
    const file = await putFeatures(...features);
    expect(await complaintOf(readModel(file))).toEqual([
      `${file}:${line}: the feature ${twice} has a weight already`,
      undefined,
    ]);
  });
});
