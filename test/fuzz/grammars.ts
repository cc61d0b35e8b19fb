import fc from 'fast-check';

const blank = fc.constantFrom(' ', ' ', ' ', '\t', '  ', ' \t');
const digits = fc.stringMatching(/^\d{1,22}$/);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.tuple(fc.constantFrom('', '', '+', '-'), digits, fc.constantFrom('', '.', '.5', 'e', 'e-20', 'E+3')).map(join),
  fc.tuple(fc.constantFrom('', '-'), fc.constant('.'), digits, fc.constantFrom('', 'e-5', 'e22', 'e310')).map(join),
  fc.constantFrom('.', '', '-', 'nan', 'inf', '0x1', '1_0', '0,5', '1e', '5e-324', '1e400', 'é'),
);
const index = fc.oneof(
  { weight: 8, arbitrary: fc.nat(2 ** 31 - 1).map(String) },
  fc.tuple(fc.constantFrom('0', '000000000', '-', '+', '4294967296', ''), fc.nat(20)).map(join),
  fc.constantFrom('2147483646', '2147483647', '1.0', 'x', 'qid'),
);
const pair = fc.tuple(index, fc.constantFrom(':', ':', ':', ': ', ' :', '::', ''), number).map(join);
const ascending = fc
  .tuple(fc.uniqueArray(fc.nat(2 ** 31 - 2), { maxLength: 6 }), fc.array(number, { minLength: 6, maxLength: 6 }))
  .map(([indices, values]) => indices.toSorted((a, b) => a - b).map((k, position) => `${k}:${values[position]}`));
const line = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: number }, fc.constantFrom('', ' 1', '1 qid:3', '1 qid:-07', '1 qid:x', '#')),
    fc.oneof({ weight: 4, arbitrary: ascending }, fc.array(pair, { maxLength: 3 })),
    blank,
    fc.constantFrom('', '', ' ', '\r', ' # 1:x', '#', ' # a|b', '#a|b', ' \t\r', ' |', '\0'),
  )
  .map(([label, pairs, gap, end]) => [label, ...pairs].join(gap) + end);

/** LIBSVM text that is sound but for a token or two. */
export const nearlyLibsvm: fc.Arbitrary<Buffer> = fc
  .tuple(fc.constantFrom('', '', '\uFEFF'), fc.array(line, { maxLength: 3 }), fc.constantFrom('', '\n'))
  .map(([mark, lines, end]) => Buffer.from(mark + lines.join('\n') + end));

const cell = fc.oneof(
  { weight: 4, arbitrary: number },
  fc.constantFrom('red', 'blue', '', ' ', 'é', 'a=b', '0', '-0', ' 1 ', '1\r', '\xA0'),
  fc.constantFrom('"red"', '"1"', '"a,b"', '"a\nb"', '"a\r\nb"', '"say ""hi"""', '""', '"', '"a"b', 'a"b', ' "a"'),
);
const record = (cells: number) => fc.array(cell, { minLength: cells, maxLength: cells });
const header = fc.constantFrom('a,b,c', 'a,y,c', 'Class,b,c', ',b,c', 'a,a,c', 'a=b,a,label', '1,2,3', '"a\nb",b,c');

/** CSV text of mostly three columns that is sound but for a cell or two. */
export const nearlyCsv: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '\n', '\r\n'),
    fc.option(header, { freq: 3 }),
    fc.array(fc.oneof({ weight: 9, arbitrary: record(3) }, record(2)), { maxLength: 4 }),
    fc.constantFrom('\n', '\r\n', '\n\n'),
    fc.boolean(),
  )
  .map(([start, names, records, end, isEnded]) => {
    const lines = [...(names === null ? [] : [names]), ...records.map((cells) => cells.join(','))];
    return Buffer.from(start + lines.join(end) + (isEnded ? end : ''));
  });

function join(parts: unknown[]): string {
  return parts.join('');
}
