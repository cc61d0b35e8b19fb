import { describe, expect, it } from 'vitest';
import { complaintAbout, readText } from '../../../../support/csv.js';

describe('a line that begins with #', () => {
  const COMMENTED = [
    '# made by a program, on a day',
    'age,size,label',
    '#52,2.0,0',
    '41,"two',
    '# is within quotes",1',
    '  # "one" more',
    '"#30",x,0',
    '',
  ];

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])(
    'a line that begins with # is a comment, unless it is within quotes, wherever the chunks are cut (%s)',
    async (_, end) => {
      const text = `\uFEFF${COMMENTED.join(end)}`;
      const given = { textColumns: ['age'] };
      const whole = await readText(text, given);
      expect(whole.summary.columns).toMatchObject({
        names: ['age', 'size', 'label'],
        features: ['age=41', `size=two${end}# is within quotes`, 'age=#30', 'size=x'],
      });
      expect(whole.summary.notes).toContain('3 lines that begin with # are comments');
      for (let size = 1; size <= Buffer.byteLength(text); size++)
        expect(await readText(text, given, size)).toEqual(whole);
    },
  );

  it('a comment counts as a line in the place of a fault', async () => {
    expect((await complaintAbout('# one\na,b\n# two, "\n1,2\n1,x\n# three'))[0]).toBe(
      "a.csv:5:3: 'x' is not a number, and column 'b' is numeric",
    );
  });

  it('a comment may begin with tabs in a file that tabs separate', async () => {
    const { rows } = await readText('a\tb\n\t# no row\t5\n1\t2\n\t3\n', { separator: '\t' });
    expect(rows.map(({ values }) => values)).toEqual([[1], []]);
  });

  it('a comment that ends in nothing but a carriage return, which may hide rows, is refused', async () => {
    for (const size of [1, 3, 100]) {
      expect((await complaintAbout('# old\r1,2,3\n4,5,6\n', {}, size))[0]).toBe(
        'a.csv:1:6: a carriage return is in the middle of a line',
      );
    }
  });
});

it('a line within quotes that begins with # is no comment for the detection of the format either', async () => {
  const text = '"size","of","label"\n1,"x\n#",a\n2,"x\ty",b\n3,"x,z",a\n';
  const { summary } = await readText(text);
  expect(summary.columns?.features).toEqual(['size', 'of=x\n#', 'of=x\ty', 'of=x,z']);
});
