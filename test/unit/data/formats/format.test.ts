import { describe, expect, it } from 'vitest';
import { csvFormat } from '../../../../src/data/formats/csv/reader.js';
import { detectFormat } from '../../../../src/data/formats/format.js';
import { libsvmFormat } from '../../../../src/data/formats/libsvm/reader.js';
import { chunksOf, complaintOf } from '../../../support/reading.js';

const FORMATS = [libsvmFormat, csvFormat];

async function detect(text: string, size?: number): Promise<string> {
  const { format, bytes } = await detectFormat(chunksOf(text, size), 'a', FORMATS);
  const read: Uint8Array[] = [];
  for await (const chunk of bytes) read.push(chunk);
  expect(Buffer.concat(read).toString()).toBe(text);
  return format === csvFormat ? 'CSV' : 'LIBSVM';
}

describe('detectFormat', () => {
  it.each([
    ['+1 3:0.5 7:1\n', 'LIBSVM'],
    ['1\t3:0.5\t7:1\n', 'LIBSVM'],
    ['-1\n', 'LIBSVM'],
    ['-1 \n-1 \n+1 3:1', 'LIBSVM'],
    ['\uFEFF# a,b,c\n\n1 3:1\n', 'LIBSVM'],
    ['1 3:1 # a, b, c\n', 'LIBSVM'],
    ['0 63: .50 71: .2\n', 'LIBSVM'],
    ['2 qid:1 3:1\n', 'LIBSVM'],
    ['2\tqid:1\t3:1\n', 'LIBSVM'],
    ['2\tqid:1\n', 'LIBSVM'],
    ['1 3:1 # a|b\n', 'LIBSVM'],
    ['1#a|b\n', 'LIBSVM'],
    ['1,2,3 4:0.5 6:1\n', 'LIBSVM'],
    ['1,2\n1,2,3 4:0.5 6:1\n', 'LIBSVM'],
    ['spam 1:0.5 2:1\n', 'LIBSVM'],
    ['1 3:0,5 4:0,25\n', 'LIBSVM'],
    ['1 a:1 b:2\n', 'LIBSVM'],
    ['1 0:3:1.0 1:5:1\n', 'LIBSVM'],
    ['1 3 0.5\n', 'LIBSVM'],
    ['a,b,label\n1,2,3\n', 'CSV'],
    ['1,2,3\n', 'CSV'],
    ['1;2;3\n', 'CSV'],
    ['1,1:0.5,2:0.3,3:1\n0,2:0.5\n', 'LIBSVM'],
    ['1;1:0.5;2:0.3\n', 'LIBSVM'],
    ['1 1:0.5, 2:0.3\n', 'LIBSVM'],
    ['1,7:0.5,2:0.3\n', 'LIBSVM'],
    ['1\u00A01:0.5\u00A02:1\n', 'LIBSVM'],
    ['1:0.5 1:2 3:1\n', 'LIBSVM'],
    ['1,12:30,12:40\n', 'CSV'],
    ['1,8:30,12:40\n', 'CSV'],
    ['2,3:4,2:1\n', 'CSV'],
    ['|1x3 Cross validator\n25, Private, 1\n', 'CSV'],
    ['a title\na,b,label\n1,2,3\n', 'CSV'],
    ['%change,b\n1,2\n', 'CSV'],
    ['1\t2\t3\n', 'CSV'],
    ['1\tsome words: here\t3\n', 'CSV'],
    ['2020-01-01 12:30:00,5,6\n', 'CSV'],
    ['5,at 12:30,at 12:40\n', 'CSV'],
    ['a|b,c\n', 'CSV'],
    ['"a b: c: d: e",2\n', 'CSV'],
  ])('detectFormat takes %j for %s, and loses no byte', async (text, format) => {
    expect(await detect(text)).toBe(format);
    expect(await detect(text, 1)).toBe(format);
    expect(await detect(text + text.repeat(50), 7)).toBe(format);
  });

  it('detectFormat looks behind comments that are longer than a chunk', async () => {
    expect(await detect(`${'# a comment, with commas\n'.repeat(10_000)}1 3:1\n`)).toBe('LIBSVM');
  });

  it('detectFormat takes a first line of many megabytes', async () => {
    expect(await detect(`1 ${Array.from({ length: 600_000 }, (_, index) => `${index}:1.5`).join(' ')}`)).toBe('LIBSVM');
  });

  it.each([
    ['1 |f a:1 b:2', 3, "this is Vowpal Wabbit text ('|' opens a namespace), which is not read"],
    ["-1 1.0 'tag|f a, b", 12, "this is Vowpal Wabbit text ('|' opens a namespace), which is not read"],
    ['|f a b', 1, "this is Vowpal Wabbit text ('|' opens a namespace), which is not read"],
    ['5.1|3.5|setosa', 4, "the cells of this table are separated by '|', which is not read"],
    ['@RELATION iris', 1, 'this is an ARFF file, which is not read'],
    ['{"a": 1}', 1, 'this is JSON, which is not read'],
    ['  [1, 2]', 3, 'this is JSON, which is not read'],
    ['%%MatrixMarket matrix coordinate real', 1, 'this is a MatrixMarket file, which has no labels and is not read'],
    ['<!DOCTYPE html>', 1, 'this is HTML or XML, not data'],
    ['1,2\0,3', 4, 'there is a NUL byte: this is a binary file, not text'],
  ])('detectFormat refuses %j and calls it by its name', async (line, column, problem) => {
    const [message, hint] = await complaintOf(detect(line));
    expect(message).toBe(`a:1:${column}: ${problem}`);
    expect(hint).toMatch(/^[A-Z].*[^.]$/);
    expect((await complaintOf(detect(`\n# x\n${line}\n1 1:1\n`, 1)))[0]).toBe(`a:3:${column}: ${problem}`);
  });

  it('detectFormat refuses text that is in no format that it knows', async () => {
    expect(await complaintOf(detect('# x\nhello world\nand more\n'))).toEqual([
      "a:2:1: 'hello world' is neither LIBSVM nor CSV",
      'A line of LIBSVM is like +1 3:0.5 7:1, one of CSV like 5.1,3.5,setosa',
    ]);
  });

  it('detectFormat finds an ARFF file behind its comments', async () => {
    expect((await complaintOf(detect(`${'% a comment\n'.repeat(60)}@relation x\n`)))[0]).toBe(
      'a:61:1: this is an ARFF file, which is not read',
    );
  });

  it.each(['', '\uFEFF', '\n \n', '# a\n\t# b'])('detectFormat refuses a file without rows: %j', async (text) => {
    expect(await complaintOf(detect(text))).toEqual([
      'a: there are no rows',
      'The file is empty, or has only blank lines and comments',
    ]);
  });

  it('detectFormat closes the stream of a file that it refuses', async () => {
    let closed = false;
    const chunks = (async function* () {
      try {
        for (;;) yield Buffer.from('{"a": 1}\n'.repeat(10));
      } finally {
        closed = true;
      }
    })();
    await complaintOf(detectFormat(chunks, 'a', FORMATS));
    expect(closed).toBe(true);
  });
});
