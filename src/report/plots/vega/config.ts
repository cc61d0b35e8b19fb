import { type ThemeName, themes } from '../looks.js';

/** One set of widths everywhere: Arial and Arimo have those of Helvetica. */
const FONT = 'Helvetica, Arial, "Liberation Sans", Arimo, sans-serif';
/** The size of type in pixels, whatever the size of the picture. */
export const FONT_SIZE = 11;
/** That of titles, which are bold. */
export const TITLE_SIZE = FONT_SIZE + 2;

/** The style of all pictures, as the `config` of Vega-Lite. */
export function configOf(theme: ThemeName): object {
  const { paper, ink, soft, grid, axis } = themes[theme];
  const type = { labelFontSize: FONT_SIZE, titleFontSize: FONT_SIZE, titleFontWeight: 'normal', labelColor: ink };
  return {
    font: FONT,
    // The text of Vega's own would be "x: 1; y: 3"; the SVG has a title and a description instead.
    aria: false,
    mark: { aria: false },
    background: paper,
    padding: { left: 8, right: 10, top: 8, bottom: 8 },
    title: {
      ...{ anchor: 'start', frame: 'group', fontSize: TITLE_SIZE, fontWeight: 'bold', color: ink, offset: 12 },
      ...{ subtitleFontSize: FONT_SIZE, subtitleColor: soft, subtitlePadding: 4 },
    },
    view: { stroke: null },
    axis: {
      ...{ ...type, titleColor: ink, gridColor: grid, gridWidth: 1, domainColor: axis, tickColor: axis },
      ...{ tickSize: 4, labelPadding: 3, labelOverlap: false, titlePadding: 8 },
    },
    // Its title lies at the top left, where it is read first and takes no width.
    axisY: {
      ...{ domain: false, ticks: false, titleAnchor: 'end', titleAngle: 0, titleAlign: 'left' },
      ...{ titleBaseline: 'bottom', titleX: 0, titleY: -7, titlePadding: 0 },
    },
    axisX: { grid: false, labelFlush: false },
    header: {
      ...{ labelFontSize: FONT_SIZE, labelFontWeight: 'bold', labelColor: ink, labelAnchor: 'start' },
      ...{ labelPadding: 20, title: null, titleFontSize: 0 },
    },
    text: { fontSize: FONT_SIZE, color: ink },
    line: { strokeWidth: 1.75, strokeJoin: 'round', strokeCap: 'round' },
    legend: {
      ...{ ...type, titleColor: soft, symbolStrokeWidth: 2.5, symbolOpacity: 1, symbolSize: 60, symbolType: 'stroke' },
      ...{ orient: 'top', direction: 'horizontal', offset: 8, padding: 0, columnPadding: 14 },
    },
  };
}
