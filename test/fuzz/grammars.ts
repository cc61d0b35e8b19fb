import fc from 'fast-check';

const digits = fc.stringMatching(/^\d{1,22}$/);
const soundNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.tuple(fc.constantFrom('', '', '+', '-'), digits, fc.constantFrom('', '.', '.5', 'e-20', 'E+3')).map(join),
  fc.tuple(fc.constantFrom('', '-'), fc.constant('.'), digits, fc.constantFrom('', 'e-5', 'e22', 'e-310')).map(join),
  fc.constantFrom('5e-324', '2.2250738585072011e-308', '1.7976931348623157e308', '-0', '1e23', '1e-999'),
);
const number = mostly(soundNumber, ['.', '', '-', 'nan', 'inf', '0x1', '1_0', '0,5', '1e', '1e400', 'é']);

const index = mostly(
  fc.oneof(
    { weight: 8, arbitrary: fc.nat(2 ** 31 - 2).map(String) },
    fc.tuple(fc.constantFrom('0', '000000000', ''), fc.nat(20)).map(join),
  ),
  ['2147483647', '4294967296', '4294967297', '1.0', '+1', '-1', 'x', 'qid', ''],
);
const pair = fc.tuple(index, mostly(fc.constantFrom(':', ': '), [' :', '::', '']), number).map(join);
const ascending = fc
  .tuple(fc.uniqueArray(fc.nat(2 ** 31 - 2), { maxLength: 6 }), fc.array(number, { minLength: 6, maxLength: 6 }))
  .map(([indices, values]) => indices.toSorted((a, b) => a - b).map((k, position) => `${k}:${values[position]}`));
const line = fc
  .tuple(
    mostly(fc.oneof({ weight: 4, arbitrary: number }, fc.constantFrom('1 qid:3', ' 1 qid:-07', '')), ['1 qid:x', 'x']),
    fc.oneof({ weight: 4, arbitrary: ascending }, fc.array(pair, { maxLength: 3 })),
    fc.constantFrom(' ', ' ', ' ', '\t', '  ', ' \t'),
    mostly(fc.constantFrom('', '', ' ', '\r', ' # 1:x', '#', ' # a|b', '#a|b', ' \t\r'), [' |', '\0', '\r#']),
  )
  .map(([label, pairs, gap, end]) => [label, ...pairs].join(gap) + end);

/** LIBSVM text that is sound but for a token or two. */
export const nearlyLibsvm: fc.Arbitrary<Buffer> = fc
  .tuple(fc.constantFrom('', '', '\uFEFF'), fc.array(line, { maxLength: 3 }), fc.constantFrom('', '\n'))
  .map(([mark, lines, end]) => Buffer.from(mark + lines.join('\n') + end));

const cell = mostly(
  fc.oneof(
    { weight: 2, arbitrary: soundNumber },
    fc.constantFrom('red', 'blue', '', ' ', 'é', 'a=b', '0', '-0', ' 1 ', '\xA0'),
    fc.constantFrom('"red"', '"1"', '"a,b"', '"a\nb"', '"a\r\nb"', '"say ""hi"""', '""'),
  ),
  ['"', '"a"b', '"a"\0', 'a"b', ' "a"', '1\r', '\r1', 'nan', '0x1', '1e400', '0,5'],
);
const record = (cells: number) => fc.array(cell, { minLength: cells, maxLength: cells });
const header = mostly(fc.constantFrom('a,b,c', 'a,y,c', 'Class,b,c', ',b,c', 'a=b,a,label', '1,2,3', '"a\nb",b,c'), [
  'a,a,c',
]);

/** CSV text of mostly three columns that is sound but for a cell or two. */
export const nearlyCsv: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '\n', '\r\n'),
    fc.option(header, { freq: 3 }),
    fc.array(fc.oneof({ weight: 19, arbitrary: record(3) }, record(2)), { maxLength: 4 }),
    fc.constantFrom('\n', '\r\n', '\n\n'),
    fc.boolean(),
  )
  .map(([start, names, records, end, isEnded]) => {
    const lines = [...(names === null ? [] : [names]), ...records.map((cells) => cells.join(','))];
    return Buffer.from(start + lines.join(end) + (isEnded ? end : ''));
  });

const NUMBERS = ['0', '1', '2', '-1', '0.5', '.25', '1e3', '2019', '2020'];
const TEXTS = [
  'red',
  'blue',
  'y',
  'n',
  'label',
  'class',
  'ok, see you',
  'a; b; c',
  'two\tcells',
  'two\nlines',
  '5"',
  '#5',
];
const MARKS = ['', '', 'NA', '?', 'null', 'nan', '-'];
const NAMES = ['size', 'label', 'y', 'Class', 'x1', '', '#', '0', '1', '2', '3', '2019', '2020', '2021', 'kind', '7'];
const NO_CELLS = ['', '  ', '# a comment', '#52,2.0,0', ' # "one" more', '\t#'];

/** The cells of a column: of numbers or of text, and rarely of both or with marks of missing values. */
const cells = (rows: number) => {
  const column = (texts: string[]) => fc.array(fc.constantFrom(...texts), { minLength: rows, maxLength: rows });
  return fc.oneof(
    { weight: 5, arbitrary: column(NUMBERS) },
    { weight: 4, arbitrary: column(TEXTS) },
    { weight: 2, arbitrary: column([...NUMBERS, '', '']) },
    { weight: 2, arbitrary: column([...TEXTS, ...MARKS]) },
    { weight: 1, arbitrary: column([...NUMBERS, ...NUMBERS, ...MARKS]) },
    { weight: 1, arbitrary: column([...NUMBERS, 'red']) },
  );
};
const headerOf = (width: number) => {
  const names = fc.array(fc.constantFrom(...NAMES), { minLength: width, maxLength: width });
  const count = [...Array(width).keys()].map(String);
  return fc.oneof(names, fc.constantFrom(count, ['', ...count].slice(0, width)));
};
const table = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), width: fc.integer({ min: 2, max: 4 }) })
  .chain(({ rows, width }) =>
    fc.record({
      columns: fc.tuple(...Array.from({ length: width }, () => cells(rows))),
      names: fc.option(headerOf(width), { freq: 3 }),
    }),
  )
  .map(({ columns, names }) => {
    const rows = (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? ''));
    return names === null ? rows : [names, ...rows];
  });

/** A table as CSV, with any separator, quotes where they must and may be, and lines that are no rows. */
export const soundCsv: fc.Arbitrary<Buffer> = fc
  .record({
    rows: table,
    separator: fc.constantFrom(',', ';', '\t'),
    start: fc.constantFrom('', '', '\uFEFF'),
    isSaid: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n'),
    quoted: fc.infiniteStream(fc.nat(7).map((drawn) => drawn === 0)),
    between: fc.infiniteStream(fc.option(fc.constantFrom(...NO_CELLS), { freq: 5 }).map((drawn) => drawn ?? undefined)),
  })
  .map(({ rows, separator, start, isSaid, end, quoted, between }) => {
    const draw = <Value>(stream: Iterator<Value>) => stream.next().value as Value;
    const cellOf = (cell: string) =>
      cell.includes(separator) || /["\n]/.test(cell) || draw(quoted) ? `"${cell.replaceAll('"', '""')}"` : cell;
    const lines = rows.flatMap((row) => [draw(between), row.map(cellOf).join(separator)]);
    const said = isSaid && draw(quoted) ? [`sep=${separator}`] : [];
    return Buffer.from(start + [...said, ...lines].filter((line) => line !== undefined).join(end) + end);
  });

/** Lines of three cells, and the same in another order. */
export const shuffledRows: fc.Arbitrary<{ rows: string[]; shuffled: string[] }> = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 9, arbitrary: soundNumber }, fc.constantFrom('', 'NA', '1,200', 'big')),
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom('red', 'blue', 'NA', '') }, fc.constantFrom('7', '$5', '12%')),
      fc.constantFrom('0', '1', '0', '1', '0', '1', 'yes'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows) => rows.map((row) => row.map((text) => `"${text}"`).join(',')))
  .chain((rows) =>
    fc.record({ rows: fc.constant(rows), shuffled: fc.shuffledSubarray(rows, { minLength: rows.length }) }),
  );

/** Draws sound texts, and now and then a faulty one. */
function mostly(sound: fc.Arbitrary<string>, faulty: string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 24, arbitrary: sound }, fc.constantFrom(...faulty));
}

function join(parts: unknown[]): string {
  return parts.join('');
}
