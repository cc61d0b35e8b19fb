import { describe, expect, test } from 'vitest';
import { parseSweep, readSweepFile } from '../../../src/sweep/file.js';
import { expandGrids } from '../../../src/sweep/grid.js';
import { UserError } from '../../../src/util/errors.js';

const runs = (text: string) => expandGrids(parseSweep(text, 'sweep.yaml')).assignments;

function refusal(text: string): string {
  try {
    parseSweep(text, 'sweep.yaml');
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...(error.hint ? [error.hint] : [])].join(' | ');
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('the runs of a sweep file', () => {
  test('the runs of a sweep file are its grids one after the other, with the options above all of them', () => {
    const text = `
dataset: [a9a, "b,c.svm"]
epochs: 20
seeds: 0..1
grids:
  - rule: [mean, adabatch]
    batch: 1..8x8
    step-size: tune
  - algorithm: svrg
    zip:
      batch: [8, 64]
      step-size: [0.10, 2^-3]
`;
    const all = runs(text);
    expect(all).toHaveLength(2 * 2 * 4 + 2 * 2 * 2);
    expect(all[0]).toEqual({
      ...{ dataset: 'a9a', epochs: '20', seed: '0' },
      ...{ rule: 'mean', batch: '1', stepSize: 'tune' },
    });
    expect(all.slice(-2)).toEqual([
      { dataset: 'b,c.svm', epochs: '20', seed: '1', algorithm: 'svrg', batch: '8', stepSize: '0.10' },
      { dataset: 'b,c.svm', epochs: '20', seed: '1', algorithm: 'svrg', batch: '64', stepSize: '2^-3' },
    ]);
  });

  test.each<[string, string, object[]]>([
    ['a list in a string', 'batch: 1,8', [{ batch: '1' }, { batch: '8' }]],
    ['ranges in a list', 'batch: [1, 4..8]', [{ batch: '1' }, { batch: '4' }, { batch: '8' }]],
    ['flags', 'bias: [true, false]', [{ bias: 'true' }, { bias: 'false' }]],
    ['one value with commas', 'positive: 1,2', [{ positive: '1,2' }]],
    ['a quoted number', 'batch: "64"', [{ batch: '64' }]],
    ['a number as it is written', 'l2: 1e-3', [{ l2: '1e-3' }]],
    [
      'an anchor',
      'batch: &b [1, 8]\ngrids:\n  - snapshot-every: *b\n    batch: 2',
      [
        { snapshotEvery: '1', batch: '2' },
        { snapshotEvery: '8', batch: '2' },
      ],
    ],
    ['no grid', '{}', [{}]],
    ['a byte order mark', '\uFEFFbatch: 2', [{ batch: '2' }]],
    ['a comment and CRLF', '# mine\r\nbatch: 2\r\n', [{ batch: '2' }]],
    [
      'two zips',
      'zip:\n  - batch: 1,2\n    seed: 0..1\n  - epochs: [1]\n    l2: [0]',
      [
        { batch: '1', seed: '0', epochs: '1', l2: '0' },
        { batch: '2', seed: '1', epochs: '1', l2: '0' },
      ],
    ],
    [
      'a grid that says otherwise than what is above',
      'epochs: 20\ngrids:\n  - epochs: 5\n  - batch: 8',
      [{ epochs: '5' }, { epochs: '20', batch: '8' }],
    ],
  ])('a sweep file may have %s', (_, text, expected) => {
    expect(runs(text)).toEqual(expected);
  });
});

test('an option above the grids is not counted in a grid that has it itself', () => {
  const text = 'epochs: [20, 30]\nzip: {batch: [1, 2], l2: [0, 0.1]}\ngrids:\n  - {epochs: 5, batch: 4, l2: 0}';
  expect(expandGrids(parseSweep(text, 'sweep.yaml'))).toEqual({
    assignments: [{ epochs: '5', batch: '4', l2: '0' }],
    duplicates: 0,
  });
});

const UNKNOWN = 'Keys are the long names of options that adabatch help sweep lists';

test.each<[string, string, string]>([
  ['having a comment alone', '# nothing\n', '1:1: the file is empty | See the example in adabatch help sweep'],
  ['a list in place of a mapping', '- batch', '1:1: a sweep is a mapping of options to values | Such as "batch: 64"'],
  ['a text in place of a mapping', 'batch', '1:1: a sweep is a mapping of options to values | Such as "batch: 64"'],
  [
    'broken YAML',
    'batch: [1, 8\nrule: mean\n',
    '2:1: this is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a tab', 'grids:\n\t- batch: 1', '2:1: this is no YAML: Tabs are not allowed as indentation'],
  ['an unknown tag', 'batch: !n 1', '1:8: this is no YAML: Unresolved tag: !n'],
  ['two documents', 'batch: 1\n---\nbatch: 2\n', '2:1: a sweep file is one document, and here a second one begins'],
  ['an unknown key', 'epochs: 1\nbacth: 8', '2:1: there is no option "bacth" | Did you mean batch?'],
  ['camel case', 'stepSize: 1', '1:1: there is no option "stepSize" | Did you mean step-size?'],
  ['a key like no other', 'gamma: 1', `1:1: there is no option "gamma" | ${UNKNOWN}`],
  ['an option of the sweep', 'jobs: 2', `1:1: there is no option "jobs" | ${UNKNOWN}`],
  ['an option that run lacks', 'save-model: x', `1:1: there is no option "save-model" | ${UNKNOWN}`],
  ['no value', 'rule: mean\nbatch:\n', '2:1: batch has no value'],
  ['a null', 'batch: ~', '1:1: batch has no value'],
  ['a null in a list', 'batch: [1, null]', '1:12: batch has an item without a value'],
  ['a wrong value', 'batch: 0', '1:8: batch takes a whole number from 1, not "0"'],
  ['a wrong value in a list', 'batch:\n  - 1\n  - 0.5', '3:5: batch takes a whole number from 1, not "0.5"'],
  [
    'a wrong name',
    'rule: [mean, median]',
    '1:14: rule: there is no rule "median" | The known ones are mean, sum, adabatch, expected, power:α',
  ],
  ['a wrong flag', 'bias: yes', '1:7: bias takes true or false, not "yes"'],
  ['a hexadecimal number', 'batch: 0x10', '1:8: batch takes a whole number from 1, not "0x10"'],
  [
    'a wrong range',
    'epochs: 0..4',
    '1:9: epochs: the range 0..4 multiplies, so it must start above 0 | Say the step: 0..4+1',
  ],
  [
    'a list that is too long',
    'seeds: [0..99999, 7]',
    '1:8: seeds: the list leads to more than 100000 values | Take longer steps',
  ],
  ['a list for an option of one value', 'positive: [1, 2]', '1:11: positive takes one value, not a list'],
  ['stdin', 'dataset: "-"', '1:10: dataset: a sweep cannot read stdin | Save the data to a file'],
  ['a mapping for a value', 'batch: {from: 1}', '1:8: batch takes a value or a list of values, not a mapping'],
  ['a mapping in a list', 'batch: [1, {a: 2}]', '1:12: batch takes a value or a list of values, not a mapping'],
  ['a list in a list', 'batch: [[1, 2]]', '1:9: batch takes a value or a list of values, not a list of lists'],
  ['an empty list', 'batch: []', '1:8: batch is an empty list'],
  ['a key twice', 'batch: 1\nrule: mean\nbatch: 2', '3:1: batch is there twice'],
  [
    'an option twice under two names',
    'seed: 1\nseeds: 2',
    '2:1: seeds is there twice: a grid has an option once, in a zip or not',
  ],
  [
    'an option in a zip and beside it',
    'batch: 1\nzip:\n  batch: [1]',
    '3:3: batch is there twice: a grid has an option once, in a zip or not',
  ],
  [
    'a zip of unequal lengths',
    'grids:\n  - zip:\n      batch: [8, 64]\n      step-size: [1, 2, 3]',
    '3:7: options that advance together need equally many values: batch has 2 values, step-size has 3',
  ],
  ['an empty zip', 'zip: {}', '1:1: zip is empty'],
  ['a zip of no zips', 'zip: []', '1:1: zip is empty'],
  ['a zip of values', 'zip: 8', '1:6: zip is a mapping of options to values | Such as "batch: 64"'],
  [
    'a mapping in place of the list of grids',
    'grids:\n  batch: 8',
    '2:3: grids takes a list of mappings | Begin each grid with "- "',
  ],
  ['no grids', 'grids: []', '1:1: grids is an empty list'],
  ['an empty grid', 'grids:\n  - batch: 1\n  -', '3:4: a grid is a mapping of options to values | Such as "batch: 64"'],
  ['grids in grids', 'grids:\n  - grids: []', '2:5: grids has no place here'],
  ['a zip in a zip', 'zip:\n  zip: {batch: [1]}', '2:3: zip has no place here'],
  ['an alias of nothing', 'batch: *b', '1:8: there is no anchor &b before this'],
  [
    'a wrong value after a letter of two bytes',
    '{label-column: é, batch: 0}',
    '1:27: batch takes a whole number from 1, not "0"',
  ],
])('a sweep file is refused for %s', (_, text, message) => {
  expect(refusal(text)).toBe(`sweep.yaml:${message}`);
});

test('a sweep file that is not there is refused by its name', async () => {
  await expect(readSweepFile('nowhere/sweep.yaml')).rejects.toThrow("there is no file 'nowhere/sweep.yaml'");
});
