import { describe, expect, it } from 'vitest';
import { checkFile } from '../../../../../src/data/formats/check.js';
import type { FormatOptions } from '../../../../../src/data/formats/format.js';
import { readLibsvm } from '../../../../../src/data/formats/libsvm/reader.js';
import { type Complaint, chunksOf, complaintOf, placeOf, readAll } from '../../../../support/reading.js';

const ORDER_HINT = 'Sort the indices of every row, as adabatch data check ‹repair› does';
const KEEP_HINT = 'Keep one of them, as adabatch data check ‹repair› does';
const PAIR_HINT = 'Write every feature as index:value, such as 3:0.5';
const NAN_HINT = 'Leave missing values out, or replace them, before the data is read';
const INF_HINT = 'Replace infinite values by finite ones before the data is read';
const HEX_HINT = 'Write numbers in decimal, such as 255 or 1e-3';
const UNDERSCORE_HINT = 'Write the digits without a separator, such as 1000';
const COMMA_HINT = 'Write a decimal point: 0.5';
const SPACE_HINT = 'Separate the label and the pairs by spaces, as in +1 3:0.5 7:1';
const LABEL_ALONE_HINT = 'Start every line with its label, and nothing but that';
const BLANK = 'there is a blank that is neither a space nor a tab, such as a no-break space';
const COMMAS = 'the pairs are separated by commas, where LIBSVM has spaces';
const RANGE_HINT = 'Rescale the feature or the label';
const LABEL_HINT = 'Write labels as numbers, such as +1 and -1';
const VW = "this is Vowpal Wabbit text ('|' opens a namespace), which is not read";
const TOO_LARGE = 'is too large for a double, whose largest is about 1.8e308';

const FAULTS: [line: string, column: number, message: string, hint: string][] = [
  ['spam 1:1', 1, "the label 'spam' is not a number", LABEL_HINT],
  ['  spam 1:1', 3, "the label 'spam' is not a number", LABEL_HINT],
  ['+ 1:1', 1, "the label '+' is not a number", LABEL_HINT],
  ['1.2.3 1:1', 1, "the label '1.2.3' is not a number", LABEL_HINT],
  ['1e 1:1', 1, "the label '1e' is not a number", LABEL_HINT],
  ['nan 1:1', 1, "the label 'nan' is not a finite number", NAN_HINT],
  ['-inf 1:1', 1, "the label '-inf' is not a finite number", INF_HINT],
  ['0x1 1:1', 1, "the label '0x1' is hexadecimal", HEX_HINT],
  ['1e999 1:1', 1, `the label '1e999' ${TOO_LARGE}`, RANGE_HINT],
  ['3:1 4:1', 1, "the label is missing before '3:1', or has a weight, which is not read", LABEL_ALONE_HINT],
  ['1:0.5 1:2 3:1', 1, "the label is missing before '1:0.5', or has a weight, which is not read", LABEL_ALONE_HINT],
  ['1,1:0.5,2:0.3', 2, COMMAS, SPACE_HINT],
  ['1 1:0.5, 2:0.3', 8, COMMAS, SPACE_HINT],
  ['1 1:0.5,2:0.3', 8, COMMAS, SPACE_HINT],
  ['1;1:0.5;2:0.3', 2, 'the pairs are separated by semicolons, where LIBSVM has spaces', SPACE_HINT],
  ['1 1:0.5\u00A02:1', 8, BLANK, SPACE_HINT],
  ['1\u00A01:0.5', 2, BLANK, SPACE_HINT],
  ['1 1:0.5\u30002:1', 8, BLANK, SPACE_HINT],
  [
    '1,2,3 4:0.5',
    1,
    "'1,2,3' is several labels, and a row has one",
    'Keep one label a row (or, if this is a decimal comma, write a point)',
  ],
  ['1 qid:a 3:1', 3, "'qid:a' is not a whole query number", 'Write qid:1, or leave it out: it is not used'],
  ['1 qid:1.5 3:1', 3, "'qid:1.5' is not a whole query number", 'Write qid:1, or leave it out: it is not used'],
  ['1 qid: 3:1', 3, "'qid:' is not a whole query number", 'Write qid:1, or leave it out: it is not used'],
  ['1 3:1 qid:4', 7, "'qid:4' is not directly after the label", 'Move it there'],
  ['1 3:1 3:2', 7, 'the index 3 is written twice in this row, with different values', 'Keep one value for every index'],
  ['1 3:1 4:1 3:1', 11, 'the index 3 is written twice in this row', KEEP_HINT],
  ['1 3:0 3:2', 7, 'the index 3 is written twice in this row, with different values', 'Keep one value for every index'],
  ['1 3:1 2:2', 7, 'the index 2 comes after 3', ORDER_HINT],
  ['1 3:0 2:2', 7, 'the index 2 comes after 3', ORDER_HINT],
  ['1 -3:1', 3, "the index '-3' is negative", 'Number the features from 0 or from 1'],
  ['1 3.5:1', 3, "the index '3.5' is not a whole number", 'Number the features 1, 2, 3, …'],
  ['1 3e2:1', 3, "the index '3e2' is not a whole number", 'Number the features 1, 2, 3, …'],
  ['1 +3:1', 3, "the index '+3' is not a whole number", 'Number the features 1, 2, 3, …'],
  ['1 abc:1', 3, "the index 'abc' is not a number", 'Replace the names of features by numbers from 1'],
  ['1 :1', 3, "':1' has no index", PAIR_HINT],
  ['1 2147483647:1', 3, "the index '2147483647' is above 2147483646", 'Number the features from 1, without large gaps'],
  [
    '1 3:1 99999999999999999999:1',
    7,
    "the index '99999999999999999999' is above 2147483646",
    'Number the features from 1, without large gaps',
  ],
  ['1 3:nan', 5, "the value 'nan' is not a finite number", NAN_HINT],
  ['1 3:NaN 4:1', 5, "the value 'NaN' is not a finite number", NAN_HINT],
  ['1 3:inf', 5, "the value 'inf' is not a finite number", INF_HINT],
  ['1 3:-Infinity', 5, "the value '-Infinity' is not a finite number", INF_HINT],
  ['1 3:0x1f', 5, "the value '0x1f' is hexadecimal", HEX_HINT],
  ['1 3:1_000', 5, "the value '1_000' has an underscore between its digits", UNDERSCORE_HINT],
  ['1 3:0,5', 5, "the value '0,5' has a decimal comma", COMMA_HINT],
  ['1 3:1,200', 5, "the value '1,200' has separators between its digits", 'Write 1200 or 1.2, whichever is meant'],
  ['1 3:$5', 5, "the value '$5' has a unit, $", 'Write the number alone: 5'],
  ['1 3:1e999', 5, `the value '1e999' ${TOO_LARGE}`, RANGE_HINT],
  ['1 3:-2e308 4:1', 5, `the value '-2e308' ${TOO_LARGE}`, RANGE_HINT],
  [`1 3:${'9'.repeat(400)}`, 5, `the value '${'9'.repeat(40)}…' ${TOO_LARGE}`, RANGE_HINT],
  ['1 3:abc', 5, "the value 'abc' is not a number", PAIR_HINT],
  ['1 3:1.2.3', 5, "the value '1.2.3' is not a number", PAIR_HINT],
  ['1 3:1e', 5, "the value '1e' is not a number", PAIR_HINT],
  ['1 3:1e+ 4:1', 5, "the value '1e+' is not a number", PAIR_HINT],
  ['1 3:. 4:1', 5, "the value '.' is not a number", PAIR_HINT],
  ['1 3:- 4:1', 5, "the value '-' is not a number", PAIR_HINT],
  ['1 3: abc', 6, "the value 'abc' is not a number", PAIR_HINT],
  ['1 3:é 4:1', 5, "the value 'é' is not a number", PAIR_HINT],
  ['1 3:1 4:\x1b[31m', 9, "the value '\\x1b[31m' is not a number", PAIR_HINT],
  ['1 3:', 3, "'3:' has no value", PAIR_HINT],
  ['1 3: ', 3, "'3:' has no value", PAIR_HINT],
  ['1 3: # 4', 3, "'3:' has no value", PAIR_HINT],
  ['1 3: 4:1', 3, "'3:' has no value", PAIR_HINT],
  ['1 3', 3, "'3' has no colon", PAIR_HINT],
  ['1 3 0.5', 3, "'3' has no colon", PAIR_HINT],
  ['1 3:1 4 5:1', 7, "'4' has no colon", PAIR_HINT],
  ['1 3:1 2', 7, "'2' has no colon", PAIR_HINT],
  [
    '1 3:4:1.0',
    3,
    "'3:4:1.0' is a field:feature:value triple of libffm, which is not read",
    'Drop the fields, as in 3:0.5',
  ],
  ['1 3:\0', 5, 'there is a NUL byte', 'This is not a text file, or it was damaged: fetch it again'],
  ['1 3:1 # \0', 9, 'there is a NUL byte', 'This is not a text file, or it was damaged: fetch it again'],
  ['1 |f 3:1', 3, VW, 'Convert it to LIBSVM lines'],
  ["1 'tag|f 3:1", 7, VW, 'Convert it to LIBSVM lines'],
  ['| a b', 1, VW, 'Convert it to LIBSVM lines'],
  ['1 3:1\r4:1', 6, 'a carriage return is in the middle of a line', 'End every line with a newline'],
  ['1 3:1 \r1 4:1', 7, 'a carriage return is in the middle of a line', 'End every line with a newline'],
  ['1 3:1\r\r', 6, 'a carriage return is in the middle of a line', 'End every line with a newline'],
  ['1 3:1\r# a', 6, 'a carriage return is in the middle of a line', 'End every line with a newline'],
  ['1 3:1 # é\0', 11, 'there is a NUL byte', 'This is not a text file, or it was damaged: fetch it again'],
  ['1 3:1 # é😀\r1 4:1', 15, 'a carriage return is in the middle of a line', 'End every line with a newline'],
  ['1 3:1 # a\r1 4:1', 10, 'a carriage return is in the middle of a line', 'End every line with a newline'],
];

function complaint(text: string, options: FormatOptions = {}, size?: number): Promise<Complaint> {
  return complaintOf(readAll(readLibsvm(chunksOf(text, size), { ...options, file: 'a.svm' })));
}

describe('refusals of readLibsvm', () => {
  it.each(FAULTS)('readLibsvm refuses %j at column %i: %s', async (line, column, message, hint) => {
    expect(await complaint(line)).toEqual([`a.svm:1:${column}: ${message}`, hint]);
    expect(await complaint(`# one\n\n+1 1:1\r\n${line}\n1 1:1\n`)).toEqual([`a.svm:4:${column}: ${message}`, hint]);
    expect(await complaint(`1\n2 1:1\n${line}`, {}, 1)).toEqual([`a.svm:3:${column}: ${message}`, hint]);
  });

  it('readLibsvm refuses an index 0 if the user or the training data say that indices start at 1', async () => {
    const text = '1 1:1\n1 0:1 2:1';
    expect(await complaint(text, { indexBase: 1 })).toEqual([
      'a.svm:2:3: there is an index 0, though ‹indexBase› says 1',
      'Say ‹indexBase› 0',
    ]);
    expect(await complaint(text, { trainingIndexBase: 1 })).toEqual([
      'a.svm:2:3: there is an index 0, and in the training data, which has none, indices start at 1',
      'Say ‹indexBase› 0, if both count from 0',
    ]);
  });

  it('readLibsvm refuses more features than the user says', async () => {
    expect(await complaint('1 1:1\n1 7:1\n', { features: 6 })).toEqual([
      '‹features› 6: a.svm has an index 7, which makes 7 features from index 1',
      'Say a larger number, or leave it out',
    ]);
    expect((await complaint('1 0:1\n1 6:1\n', { features: 6 }))[0]).toContain('7 features from index 0');
  });

  it('readLibsvm refuses a letter whose bytes contain those of a no-break space, and calls it a letter', async () => {
    expect((await complaint('1 à:1\n'))[0]).toBe("a.svm:1:3: the index 'à' is not a number");
  });

  it.each(['', '\n\n', '# only\n  # comments', '\uFEFF', '\uFEFF\n', ' \t \r\n'])(
    'readLibsvm refuses a file without rows: %j',
    async (text) => {
      expect(await complaint(text)).toEqual(['a.svm: there are no rows', 'A row is a line such as +1 3:0.5 7:1']);
    },
  );

  it('readLibsvm names the place of a fault for programs, in columns that leave out a byte order mark', async () => {
    const reading = readAll(readLibsvm(chunksOf('\uFEFF1 3:x'), { file: 'a.svm' }));
    expect(await placeOf(reading)).toEqual({ file: 'a.svm', line: 1, column: 5 });
  });

  it('readLibsvm refuses every fault of a line at its byte, behind characters of several bytes', async () => {
    const places: (number | undefined)[] = [];
    const stdin = chunksOf('# é\n1 é:1 4:😀 5:x 6:1\n1 1:1\n');
    await checkFile('-', { stdin }, ({ place }) => places.push(place.line, place.column));
    expect(places).toEqual([2, 3, 2, 10, 2, 17]);
  });

  it('readLibsvm refuses a fault at the right line after many blocks', async () => {
    const text = `${'1 1:1 2:1 3:1\n'.repeat(400_000)}1 1:x\n`;
    expect((await complaint(text, {}, 1 << 20))[0]).toBe("a.svm:400001:5: the value 'x' is not a number");
  });
});
