import type { Axis, Block, Figure } from '../figure.js';
import { folded, widthOf } from '../labels.js';
import { type Paint, paintOf, themes } from '../looks.js';
import { tickLabels, ticksOf } from '../ticks.js';
import { configOf, FONT_SIZE, TITLE_SIZE } from './config.js';
import { type Layout, layoutOf, type PictureLook, STRIP_GAP, STRIP_ROW, stripHeight } from './layout.js';
import { depthOf, type Scene, type Value, valuesOf } from './values.js';

// A figure as a specification of Vega-Lite, with all of its data, so that users can restyle it.

/** A specification of Vega-Lite. */
export interface Specification {
  $schema: string;
  description: string;
  config: object;
  [part: string]: unknown;
}

/** Figures below each other would share colours, though their lines are others. */
const CHANNELS = ['color', 'fill', 'stroke', 'shape', 'strokeDash'];
const OWN_SCALES = { scale: Object.fromEntries(CHANNELS.map((channel) => [channel, 'independent'])) };

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Figures below each other as one specification. */
export function specificationOf(figures: readonly Figure[], look: PictureLook): Specification {
  const views = figures.map((figure) => figureView(figure, look));
  const [only, ...others] = views;
  const view = only && others.length === 0 ? only : { vconcat: views, spacing: 32, resolve: OWN_SCALES };
  const isOne = figures.length === 1;
  const descriptions = figures.map(({ title, description: text }) => (isOne ? text : `${title}. ${text}`));
  const description = descriptions.join(' ');
  return { $schema: SCHEMA, description, config: configOf(look.theme), ...view };
}

function figureView(figure: Figure, look: PictureLook): object {
  const layout = layoutOf(figure, look);
  const paints = new Map(figure.names.map(({ name, look: line }) => [name, paintOf(line, look.theme)]));
  const scene: Scene = { figure, layout, theme: look.theme, paints };
  const blocks = figure.blocks.map((block) => blockView(block, scene));
  const [only, ...others] = blocks;
  const title = look.hasTitle ? { title: titleOf(figure, layout) } : {};
  if (only && others.length === 0) return { ...title, ...only };
  const titled = blocks.map((view, position) => {
    return { title: { text: figure.blocks[position]?.title ?? '', offset: 4 }, ...view };
  });
  return { ...title, spacing: 24, vconcat: titled };
}

/** The title in lines as wide as the picture. */
function titleOf({ title, subtitle }: Figure, { titleWidth }: Layout): object {
  const fits = (size: number, isBold: boolean) => (line: string) => widthOf(line, size, isBold) <= titleWidth;
  return {
    text: folded(title, fits(TITLE_SIZE, true)),
    subtitle: subtitle.flatMap((line) => folded(line, fits(FONT_SIZE, false))),
  };
}

function blockView(block: Block, scene: Scene): object {
  const { panels } = block;
  const { width, height, columns, spacing } = scene.layout;
  const values = valuesOf(block, scene);
  const plot = { width, height, layer: layersOf(scene) };
  if (panels.length < 2) return { data: { values }, ...plot };
  const strip = stripHeight(scene.layout);
  const facet = { field: 'panel', type: 'nominal', sort: panels.map(({ title }) => title), header: {} };
  return {
    data: { values },
    facet,
    columns,
    bounds: 'flush',
    spacing: { column: spacing, row: 60 + strip },
    spec: plot,
  };
}

/** The parts of the encoding that marks share. */
interface Channels {
  x: object;
  y: object;
  colour: object;
  dash: object;
}

function layersOf(scene: Scene): object[] {
  const channels = channelsOf(scene);
  const marks = scene.figure.marks === 'curves' ? curveMarks(scene, channels) : symbolMarks(scene, channels);
  return [...marks, ...labelMarks(scene, channels)];
}

function channelsOf({ figure, layout, paints }: Scene): Channels {
  const { width, height } = layout;
  const names = figure.names.map(({ name }) => name);
  const across = figure.x.values ? Math.floor(width / 34) : Math.max(3, Math.min(8, Math.floor(width / 55)));
  const paintsOf = names.map((name) => paints.get(name) as Paint);
  const strip = stripHeight(layout);
  const raised = strip > 0 ? { titleY: -STRIP_GAP - 1 - strip } : {};
  const legend = {
    title: figure.nameTitle ? `${figure.nameTitle} size` : null,
    columns: layout.legendColumns,
    // Of more than 30 entries Vega would leave out some.
    symbolLimit: 0,
  };
  return {
    x: channel('x', figure.x, across, figure.marks === 'symbols' ? { padding: 8 } : {}, {}),
    y: channel('y', figure.y, Math.max(3, Math.round(height / 50)), {}, raised),
    colour: {
      ...{ field: 'line', type: 'nominal' },
      scale: { domain: names, range: paintsOf.map(({ line }) => line) },
      legend: layout.names === 'legend' ? legend : null,
    },
    dash: {
      ...{ field: 'line', type: 'nominal', legend: null },
      scale: { domain: names, range: paintsOf.map(({ dash }) => (dash.length > 0 ? dash : [1, 0])) },
    },
  };
}

function channel(field: 'x' | 'y', axis: Axis, most: number, scale: object, more: object): object {
  const ticks = ticksOf(axis, most);
  const labels = Object.fromEntries(tickLabels(ticks).map((label, position) => [String(ticks[position]), label]));
  const kind =
    axis.scale === 'linear' ? { type: 'linear' } : { type: 'log', base: axis.scale === 'doublings' ? 2 : 10 };
  return {
    ...{ field, type: 'quantitative' },
    scale: { ...kind, domain: axis.domain, nice: false, ...scale },
    axis: { values: ticks, labelExpr: `(${JSON.stringify(labels)})[datum.value]`, title: axis.title, ...more },
  };
}

/** Takes the values of some kinds. */
function only(...kinds: Value['kind'][]): { transform: object[] } {
  return { transform: [{ filter: { field: 'kind', oneOf: kinds } }] };
}

/** Takes the values of a kind and a line. */
function ofLine(kind: Value['kind'], name: string): { transform: object[] } {
  const isKind = { field: 'kind', equal: kind };
  return { transform: [{ filter: { and: [isKind, { field: 'line', equal: name }] } }] };
}

function withField(channel: object, field: string): object {
  return { ...channel, field };
}

function curveMarks({ theme, layout: { width } }: Scene, { x, y, colour, dash }: Channels): object[] {
  const { soft } = themes[theme];
  const detail = { field: 'piece' };
  const band = { y: withField(y, 'low'), y2: { field: 'high' } };
  return [
    { ...only('target'), mark: { type: 'rule', strokeDash: [3, 3], strokeWidth: 1, color: soft }, encoding: { y } },
    {
      ...only('point', 'edge'),
      mark: { type: 'area', opacity: 0.18, clip: true, line: false },
      encoding: { x, ...band, color: colour, detail },
    },
    {
      ...only('point', 'edge'),
      mark: { type: 'line', clip: true },
      encoding: { x, y, color: colour, strokeDash: dash, detail },
    },
    {
      ...only('single'),
      mark: { type: 'point', filled: true, size: 40, opacity: 1 },
      encoding: { x, y, color: colour },
    },
    {
      ...only('note'),
      mark: { type: 'text', align: 'right', baseline: 'bottom', x: width, y: -6, color: soft },
      encoding: { text: { field: 'text' } },
    },
    {
      ...only('cross'),
      mark: { type: 'text', text: '×', fontSize: FONT_SIZE + 5, fontWeight: 'bold' },
      encoding: { x, y, color: colour },
    },
  ];
}

function symbolMarks(scene: Scene, { x, y, colour, dash }: Channels): object[] {
  const { paper, soft } = themes[scene.theme];
  const names = scene.figure.names.map(({ name }) => name);
  const paints = names.map((name) => scene.paints.get(name) as Paint);
  const scaled = (range: unknown[]) => ({
    field: 'line',
    type: 'nominal',
    scale: { domain: names, range },
    legend: null,
  });
  const fill = scaled(paints.map(({ isHollow, line }) => (isHollow ? paper : line)));
  const shape = scaled(paints.map(({ symbol }) => symbol));
  const byDepth = names.toSorted((one, other) => depthOf({ name: one }, scene) - depthOf({ name: other }, scene));
  const order = byDepth.flatMap((name): object[] => {
    const own = ofLine('point', name);
    return [
      {
        ...own,
        mark: { type: 'rule', strokeWidth: 1.25, opacity: 0.75, clip: true },
        encoding: { x, y: withField(y, 'low'), y2: { field: 'high' }, color: colour },
      },
      { ...own, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color: colour, strokeDash: dash } },
      {
        ...own,
        mark: { type: 'point', size: 46, strokeWidth: 1.5, opacity: 1 },
        encoding: { x, y, stroke: { ...colour, legend: null }, fill, shape },
      },
    ];
  });
  return [
    ...missedMarks(scene, { x, y, colour, dash }),
    { ...only('ideal'), mark: { type: 'line', strokeDash: [3, 3], strokeWidth: 1, color: soft }, encoding: { x, y } },
    {
      ...only('beyond'),
      mark: { type: 'rule', strokeWidth: 1.25, strokeDash: [1, 3], strokeCap: 'round' },
      encoding: { x, x2: { field: 'x2' }, y, y2: { field: 'y2' }, color: colour },
    },
    ...order,
  ];
}

/** Above the plot a row of triangles for each rule that missed a value, and what that means at the left. */
function missedMarks({ layout, theme, paints }: Scene, { x, colour }: Channels): object[] {
  const { missing, width } = layout;
  if (missing.length === 0) return [];
  const rowAt = (name: string) => -STRIP_GAP - STRIP_ROW * (missing.length - 1 - missing.indexOf(name));
  const rows = missing.flatMap((name): object[] => [
    {
      ...ofLine('missed', name),
      mark: { type: 'point', shape: 'triangle-up', size: 38, filled: true, opacity: 1, y: rowAt(name) },
      encoding: { x, color: colour },
    },
    {
      ...ofLine('missed label', name),
      mark: { type: 'text', align: 'left', dx: 13, fontWeight: 'bold', y: rowAt(name), color: paints.get(name)?.text },
      encoding: { x, text: { field: 'text' } },
    },
  ]);
  const { axis } = themes[theme];
  const middle = -STRIP_GAP - ((missing.length - 1) * STRIP_ROW) / 2;
  const line = { x: { value: 0 }, x2: { value: width }, y: { value: 0 }, color: { value: axis } };
  return [
    ...rows,
    // Vega puts the title of a panel above all of it, so that panels without triangles need the room too.
    { data: { values: [{}] }, mark: { type: 'text', y: rowAt(missing[0] as string), text: ' ' }, encoding: {} },
    { data: { values: [{}] }, mark: 'rule', encoding: line },
    {
      ...only('missed title'),
      mark: { type: 'text', align: 'right', x: -5, y: middle },
      encoding: { text: { field: 'text' } },
    },
  ];
}

/** Names at the ends of lines, with leaders. */
function labelMarks({ figure, layout, theme }: Scene, { x, y }: Channels): object[] {
  const colour = { field: 'colour', type: 'nominal', scale: null };
  const isSymbols = figure.marks === 'symbols';
  const near = isSymbols ? 6 : 2;
  const marks: object[] = [
    {
      ...only('label'),
      mark: { type: 'rule', xOffset: near, x2Offset: near + 5, strokeWidth: 0.75, opacity: 0.8 },
      encoding: { x, x2: { field: 'x' }, y, y2: { field: 'y2' }, color: colour },
    },
    {
      ...only('label'),
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'middle',
        dx: near + 7,
        fontWeight: isSymbols ? 'bold' : 'normal',
      },
      encoding: { x, y: withField(y, 'y2'), text: { field: 'text' }, color: colour },
    },
  ];
  if (layout.names === 'legend' || figure.nameTitle === '') return marks;
  const title = { type: 'text', align: 'left', baseline: 'top', x: layout.width + 9, y: -1, text: figure.nameTitle };
  return [...marks, { data: { values: [{}] }, mark: { ...title, color: themes[theme].soft }, encoding: {} }];
}
