import { beforeAll, describe, expect, test } from 'vitest';
import { along, type Figure } from '../../../../src/report/plots/figure.js';
import { pictureFormats } from '../../../../src/report/plots/formats.js';
import { noChoice } from '../../../../src/report/plots/pictures/picture.js';
import { toPng } from '../../../../src/report/plots/vega/png.js';
import { specificationOf } from '../../../../src/report/plots/vega/specification.js';
import { toSvg } from '../../../../src/report/plots/vega/svg.js';
import type { Value } from '../../../../src/report/plots/vega/values.js';
import type { Run } from '../../../../src/results/schema.js';
import { ran, twoRules } from '../../../support/comparisons.js';
import { figureOf, linesIn, pictureNamed, subjectsIn, usualLook, valuesIn } from '../../../support/pictures.js';
import { makeRun, point } from '../../../support/runs.js';

const falling = (...losses: number[]) => losses;
const batches = Array.from({ length: 13 }, (_, power) => 2 ** power);
const grid = (rules: string[], sizes: number[], lossesOf: (batch: number) => number[]) =>
  rules.flatMap((rule) => sizes.map((batch) => ran({ rule, batch }, lossesOf(batch))));
const subopt = (batch: number, values: number[]) =>
  ran({ batch }, [], { curve: values.map((suboptimality, epoch) => point({ epoch, suboptimality })) });
const other = { ...makeRun().dataset, name: 'other', sha256: 'f01' };
const slowing = (batch: number) => falling(1, 0.5, 0.5 - 0.4 / Math.log2(batch + 1));

/** What is special about runs, and the picture of them. */
const cases: { name: string; runs: Run[]; picture?: string; y?: string; target?: number }[] = [
  { name: 'one point', runs: [ran({}, [0.5])] },
  { name: 'one point a rule', runs: grid(['mean', 'sum'], [1], () => [0.5]) },
  { name: 'one batch', runs: grid(['mean', 'adabatch'], [1], slowing), picture: 'batch' },
  { name: 'losses that are all equal', runs: grid(['mean'], [1, 2], () => [0.5, 0.5]) },
  { name: 'equal batches', runs: grid(['mean'], [1, 2], () => [0.5, 0.5]), picture: 'batch', y: 'final-loss' },
  { name: 'runs that diverged', runs: [ran({}, [1, 9], { status: 'diverged' }), ran({ batch: 1 }, [1, 0.5])] },
  { name: 'only runs that diverged', runs: [ran({}, [1, 2e206], { status: 'diverged' })] },
  { name: 'batches that diverged', runs: twoRules, picture: 'batch', y: 'final-loss' },
  { name: 'a target never reached', runs: twoRules, picture: 'batch', y: 'epochs', target: 0.001 },
  { name: 'a target reached by some', runs: twoRules, picture: 'batch', target: 0.15 },
  { name: 'a suboptimality of 0 and below', runs: [subopt(1, [1, 1e-3, 0, -1e-17])], y: 'suboptimality' },
  { name: 'one that comes back from below', runs: [subopt(1, [1, 0, 1e-3, -1, 1e-4])], y: 'suboptimality' },
  {
    name: 'a final suboptimality of 0, and seeds at it',
    runs: [
      subopt(1, [1, 0]),
      subopt(2, [1, 1e-9]),
      ...[1e-3, 1e-4, -1e-17].map((end, seed) => ({
        ...subopt(4, [1, end]),
        configuration: makeRun({}, { batch: 4, seed }).configuration,
      })),
    ],
    picture: 'batch',
    y: 'final-suboptimality',
  },
  { name: '13 batches', runs: grid(['mean', 'adabatch'], batches, slowing) },
  { name: '13 batches by size', runs: grid(['mean', 'adabatch'], batches, slowing), picture: 'batch' },
  { name: 'the sum on the mean', runs: grid(['mean', 'sum'], [1, 4, 16], slowing), picture: 'batch' },
  { name: 'lines that leave and come back', runs: grid(['sum'], [1, 2], (batch) => [1, 50 * batch, 3, 0.5, 60, 0.3]) },
  { name: 'a loss of 1e206', runs: grid(['sum'], [1, 2], (batch) => (batch > 1 ? [1, 1e206, 1e300] : [1, 0.5, 0.25])) },
  { name: 'losses of 1e308', runs: grid(['sum'], [1, 2], (batch) => [1, 1e308 / batch, 0.1]) },
  { name: 'runs that begin at 1.7e308', runs: grid(['sum'], [1, 2], (batch) => [1.7e308, 1 / batch, 0.1]) },
  {
    name: 'runs that end at 1.7e308',
    runs: grid(['sum'], [1, 2], (batch) => [1, batch > 1 ? 1.7e308 : 0.1]),
    picture: 'batch',
    y: 'final-loss',
  },
  { name: 'a loss of 5e-324', runs: grid(['sum'], [1, 2], (batch) => [1, batch > 1 ? 5e-324 : 0.1]), picture: 'batch' },
  { name: 'rules named as properties', runs: grid(['constructor', '__proto__'], [1, 4], slowing) },
  {
    name: '60 rules',
    runs: grid(
      Array.from({ length: 60 }, (_, position) => `rule-${position}`),
      [1, 4],
      slowing,
    ),
    picture: 'batch',
  },
  { name: 'runs of unequal lengths', runs: grid(['mean', 'sum'], [1, 4, 40], (batch) => Array(batch + 1).fill(0.5)) },
  { name: 'a fifth and a sixth rule', runs: grid(['mean', 'median', 'clipped'], [1, 4], slowing), picture: 'batch' },
  { name: 'names of markup', runs: grid(['<b>&"\'', 'a\u0000b'], [1, 4], slowing) },
  {
    name: 'workers',
    runs: [1, 2].map((workers) => ran({ execution: 'hogwild', workers }, [1, 0.5])),
    picture: 'speed-up',
  },
];
const figureIn = ({ runs, picture = 'curves', y, target }: (typeof cases)[number]) =>
  figureOf(picture, runs, y === undefined ? {} : { y }, target === undefined ? {} : { target });

const many = Array.from({ length: 500 }, (_, position) => ran({ batch: position + 1 }, [1, 1 / (position + 2)]));
const sizeOf = (svg: string) => [...(/width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [])].slice(1).map(Number);

async function drawn(figures: Figure[], look = usualLook): Promise<{ svg: string; warnings: string[] }> {
  const warnings: string[] = [];
  return { svg: await toSvg(specificationOf(figures, look), { warn: (text) => warnings.push(text) }), warnings };
}

test('a picture is the same whatever was drawn before', async () => {
  const figures = [figureOf('batch', twoRules)];
  const { svg: before } = await drawn(figures);
  await drawn([figureOf('curves', many.slice(0, 3))]);
  expect((await drawn(figures)).svg).toBe(before);
  expect(before).toContain('id="picture-clip-1"');
});

describe.each(cases)('a picture of $name', (special) => {
  const figure = figureIn(special);

  const looks = [usualLook, { theme: 'dark' as const, width: 340, hasTitle: true }];
  let pictures: Awaited<ReturnType<typeof drawn>>[] = [];
  beforeAll(async () => {
    pictures = await Promise.all(looks.map((look) => drawn([figure], look)));
  });

  test('Vega finds no fault with it, and draws finite coordinates', () => {
    expect(pictures.flatMap(({ warnings }) => warnings)).toEqual([]);
    for (const { svg } of pictures) expect(svg).not.toMatch(/NaN|undefined|Infinity|e\+\d\d/);
  });

  test('it is as wide as was asked for, or a little less', () => {
    const [width] = sizeOf(pictures.at(-1)?.svg ?? '');
    expect(width).toBeLessThanOrEqual(340 + 12);
    expect(width).toBeGreaterThan(0.75 * 340);
  });

  test('all that is drawn lies inside the axes', () => {
    const values = valuesIn([figure]).filter(({ kind }) => kind !== 'missed');
    const inside = (axis: Figure['x'], part: number | undefined) =>
      part === undefined || (along(axis, part) >= -1e-9 && along(axis, part) <= 1 + 1e-9);
    const isIn = ({ x, x2, y, y2, low, high }: Value) =>
      [x, x2].every((part) => inside(figure.x, part)) && [y, y2, low, high].every((part) => inside(figure.y, part));
    expect(values.filter((value) => !isIn(value))).toEqual([]);
  });

  test('names at the ends of lines do not overlap', () => {
    const height = Number((specificationOf([figure], usualLook) as { height?: number }).height ?? 300);
    for (const panel of new Set(valuesIn([figure]).map((value) => value.panel))) {
      const labels = valuesIn([figure]).filter(({ kind, panel: own }) => kind === 'label' && own === panel);
      const pixels = labels.map(({ y2 }) => height * along(figure.y, y2!)).sort((one, other) => one - other);
      expect(pixels.slice(1).every((pixel, position) => pixel - pixels[position]! > 11.9)).toBe(true);
    }
    expect(height).toBeGreaterThan(100);
  });
});

describe('the data of a specification', () => {
  test('each point of a line is there once, with its range', () => {
    const figure = figureOf('batch', twoRules);
    const points = valuesIn([figure]).filter(({ kind }) => kind === 'point');
    const shown = points.map(({ line, x, y, low, high }) => ({ line, x, y, low, high }));
    const expected = linesIn(figure).flatMap(({ name, points }) => points.map((point) => ({ line: name, ...point })));
    expect(shown).toHaveLength(expected.length);
    expect(shown).toEqual(expect.arrayContaining(expected));
  });

  test('values that were missed are triangles, with a line to the edge from the value before', () => {
    const values = valuesIn([figureOf('batch', twoRules)]).filter(({ kind }) => /missed|beyond/.test(kind));
    const place = { block: '', panel: '' };
    expect(values).toEqual([
      { ...place, kind: 'beyond', line: 'mean', x: 1, y: expect.closeTo(1.338, 3), x2: 8, y2: 3 },
      { ...place, kind: 'missed', line: 'mean', x: 8 },
      { ...place, kind: 'missed label', line: 'mean', x: 8, text: 'mean' },
      { ...place, kind: 'missed title', text: '> 3' },
    ]);
  });

  test('lines that leave are cut at the edge, diverged ones have a cross, and a note names both', () => {
    const figure = figureOf('curves', [
      ran({ batch: 1 }, [1, 0.5]),
      ran({ batch: 4 }, [1, 1e206]),
      ran({ batch: 16 }, [1, 9], { status: 'diverged' }),
    ]);
    const values = valuesIn([figure]);
    const ofKind = (kind: Value['kind']) => values.filter((value) => value.kind === kind);
    expect(ofKind('note').map(({ text }) => text)).toEqual(['× diverged: 16   ↑ above: 4']);
    expect(ofKind('edge').map(({ line, y }) => [line, y])).toEqual([
      ['16', figure.y.domain[1]],
      ['4', figure.y.domain[1]],
    ]);
    expect(ofKind('cross').map(({ line, y }) => [line, y])).toEqual([['16', figure.y.domain[1]]]);
    expect(ofKind('label').map(({ text }) => text)).toEqual(['1', 'target']);
  });

  test('a curve of one point is a dot, also between two gaps', () => {
    const singles = (runs: Run[], y: string) =>
      valuesIn([figureOf('curves', runs, { y })]).filter(({ kind }) => kind === 'single');
    expect(singles([ran({}, [0.5])], 'train-loss').map(({ x, y }) => [x, y])).toEqual([[0, 0.5]]);
    expect(singles([subopt(1, [1, 0.1, 0, 1e-3, -1])], 'suboptimality').map(({ x, y }) => [x, y])).toEqual([[3, 1e-3]]);
    expect(singles([ran({}, [1, 0.5])], 'train-loss')).toEqual([]);
  });

  test('the dashed line of the sum is drawn after that of the mean, and adabatch last', () => {
    const runs = grid(['adabatch', 'sum', 'mean'], [1, 4], slowing);
    const specification = JSON.stringify(specificationOf([figureOf('batch', runs)], usualLook));
    const order = [...specification.matchAll(/"equal":"(adabatch|mean|sum)"\}\]\}\}\],"mark":\{"type":"line"/g)];
    expect(order.map(([, name]) => name)).toEqual(['mean', 'adabatch', 'sum']);
  });

  test('above five lines those that end together share a name', () => {
    const runs = grid(['adabatch'], [1, 2, 4, 8, 16, 32], (batch) => [1, batch < 16 ? 0.1 : batch / 100]);
    const labels = valuesIn([figureOf('curves', runs)]).filter(({ kind }) => kind === 'label');
    expect(labels.map(({ text }) => text)).toEqual(['1–8', '16', '32', 'target']);
  });

  test('lines that end early have a legend in place of names at their ends', () => {
    const runs = grid(['mean'], [1, 2], (batch) => (batch === 1 ? [1, 0.5] : [1, 0.9, 0.8]));
    expect(valuesIn([figureOf('curves', runs)]).filter(({ kind }) => kind === 'label')).toMatchObject([
      { text: 'target' },
    ]);
    expect(JSON.stringify(specificationOf([figureOf('curves', runs)], usualLook))).toContain('"title":"batch size"');
  });

  test('500 configurations are drawn', async () => {
    for (const picture of ['curves', 'batch']) {
      const { svg, warnings } = await drawn([figureOf(picture, many)]);
      expect(warnings).toEqual([]);
      expect(svg).not.toContain('NaN');
    }
  });

  test('a title that is wider than the picture is broken, and left out if nobody wants it', () => {
    const [figure] = [figureOf('batch', twoRules)];
    const titleIn = (look: object) => specificationOf([figure], { ...usualLook, ...look }).title;
    expect(titleIn({ width: 600 })).toEqual({ text: [figure.title], subtitle: figure.subtitle });
    const narrow = titleIn({ width: 340 }) as { text: string[]; subtitle: string[] };
    expect(narrow.text.length).toBeGreaterThan(1);
    expect(narrow.text.join(' ')).toBe(figure.title);
    expect(titleIn({ hasTitle: false })).toBeUndefined();
  });
});

describe('files', () => {
  const named = { ...makeRun().dataset, name: '<script>alert("1")</script> & \'x\'' };
  const hostile = figureOf(
    'batch',
    twoRules.map((run) => ({ ...run, dataset: named })),
  );
  const write = (ending: string, figures: Figure[], look = usualLook) =>
    pictureFormats.find((format) => format.ending === ending)!.write(figures, look);

  test('.svg has a name and a description for screen readers, and no markup of names', async () => {
    const svg = String(await write('.svg', [hostile]));
    expect(svg).toMatch(
      /^<svg [^>]* role="img" aria-label="Epochs [^>"]*"><title>Epochs to the target by batch size on &#60;script/,
    );
    expect(svg).toContain('<desc>Epochs to the target by batch size: a line for each rule.</desc>');
    expect(svg).not.toContain('<script');
    expect(svg.match(/<svg/g)).toHaveLength(1);
  });

  test('.png is an image with two pixels for each of the SVG', async () => {
    const figure = figureOf(
      'curves',
      grid(['sum'], [1, 2], (batch) => (batch > 1 ? [1, 1e206, 1e300] : [1, 0.5])),
    );
    const png = Buffer.from((await write('.png', [figure])) as Uint8Array);
    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    const size = sizeOf((await drawn([figure])).svg);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(size.map((pixels) => 2 * pixels));
    expect(png.subarray(-8, -4).toString('latin1')).toBe('IEND');
  });

  test('PNGs have letters, also such as λ, ⁻ and ▲, of the type that the package brings', async () => {
    const drawnAs = async (text: string) =>
      Buffer.from(
        await toPng(`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text y="15">${text}</text></svg>`),
      ).toString('base64');
    const images = await Promise.all(['λ', '⁻', '⁵', '▲', '×', '−', '∞', '↑', '', 'Ω'].map(drawnAs));
    expect(new Set(images).size).toBe(10);
  });

  test('.html is one page with picture and values that runs and loads nothing, and no name is markup', async () => {
    const page = String(await write('.html', [hostile]));
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|@import|url\((?!#)|\son\w+=/i);
    expect(
      [...page.matchAll(/https?:[^"'\s<]+/g)].map(([url]) => url).filter((url) => !url.includes('w3.org')),
    ).toEqual([]);
    expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'\"");
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;');
    const table = [...page.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) => row!.replaceAll(/<\/?t[hd]>/g, '|'));
    expect(table.map((row) => row.replaceAll('||', '|'))).toEqual([
      '||batch size|epochs to train loss 0.316|least|greatest|',
      '|adabatch|1|1.5|1.5|1.5|',
      '|adabatch|8|1.5|1.5|1.5|',
      '|adabatch|64|2.5|2.5|2.5|',
      '|mean|1|1.3379|1.1757|1.5|',
      '|mean|8|&gt; 3|||',
    ]);
  });

  test('.vl.json is the specification, with its schema and all values', async () => {
    const figure = figureOf('batch', twoRules);
    const specification = JSON.parse(String(await write('.vl.json', [figure])));
    expect(specification.$schema).toBe('https://vega.github.io/schema/vega-lite/v6.json');
    expect(specification.data.values).toEqual(JSON.parse(JSON.stringify(valuesIn([figure]))));
  });

  test('figures of several datasets are below each other in one picture, each with its title', async () => {
    const mixed = [...twoRules, ran({ batch: 1 }, [1, 0.9], { dataset: other })];
    const figures = subjectsIn(mixed).map((subject) => pictureNamed('curves').figure(subject, noChoice));
    const { svg, warnings } = await drawn(figures);
    expect(warnings).toEqual([]);
    expect([...svg.matchAll(/<text[^>]*>(Train loss on[^<]*)</g)].map(([, title]) => title)).toEqual([
      'Train loss on data (logistic loss, λ = 0.001), sgd',
      'Train loss on other (logistic loss, λ = 0.001), sgd',
    ]);
    const [ofBatches, ofRule] = ['#1fa187', '#0b6fc2'].map((colour) => svg.split(`stroke="${colour}"`).length - 1);
    // Two lines; a line and its leader.
    expect([ofBatches, ofRule]).toEqual([2, 2]);
  });
});
