import { UserError } from '../../../util/errors.js';
import type { Figure } from '../../plots/figure.js';
import { pictures } from '../../plots/pictures/index.js';
import { type Choice, noChoice, type Picture, type Subject } from '../../plots/pictures/picture.js';
import { naturalWidth, type PictureLook } from '../../plots/vega/layout.js';
import { specificationOf } from '../../plots/vega/specification.js';
import { drawInPage } from '../../plots/vega/svg.js';
import { chosen } from './address.js';
import { addButton, addSelect } from './controls.js';
import { startHover } from './hover.js';
import { savePng, saveSvg } from './saving.js';
import { currentTheme } from './theme.js';
import { describePlace } from './values.js';

const SCALES = [
  ['', 'automatic'],
  ['linear', 'linear'],
  ['log', 'logarithmic'],
] as const;

/** A picture of fewer pixels has no room for its labels: it scrolls in its box. */
const LEAST_WIDTH = 240;

/**
 * Brings a figure to life: controls above it, values under the pointer, and a width that follows the page's.
 * @returns draws it anew
 */
export function startPicture(element: HTMLElement, subject: Subject): () => void {
  const picture = pictures.find(({ name }) => name === element.dataset.picture) as Picture;
  const plot = element.querySelector<HTMLElement>('.plot') as HTMLElement;
  const setMarks = startHover(plot);
  let draws = 0;
  const draw = async () => {
    const mine = ++draws;
    try {
      const figure = picture.figure(subject, choiceOf(element.id));
      const width = Math.max(LEAST_WIDTH, Math.min(plot.clientWidth, naturalWidth(figure)));
      const look = { theme: currentTheme(), width, hasTitle: false };
      const { svg, places } = await drawn(figure, look, element.id);
      if (mine !== draws) return;
      describe(element, figure);
      plot.replaceChildren(parsed(svg));
      setMarks(
        places.map((place) => ({
          x: place.x,
          y: place.y,
          line: [place.block, place.panel, place.line].join('\n'),
          text: () => describePlace(figure, place),
        })),
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      setMarks([]);
      plot.textContent = `${error.message}.`;
    }
  };
  addControls(element, picture, subject, draw);
  watchWidth(plot, draw);
  return draw;
}

/** @param name of the figure on the page, for the ids in the picture */
function drawn(figure: Figure, look: PictureLook, name?: string) {
  return drawInPage(specificationOf([figure], look), name === undefined ? {} : { name });
}

function choiceOf(id: string): Choice {
  const scaleOf = (key: string) => {
    const scale = chosen(`${id}.${key}`);
    return scale === 'linear' || scale === 'log' ? scale : null;
  };
  return { x: chosen(`${id}.x`), y: chosen(`${id}.y`), xScale: scaleOf('x-scale'), yScale: scaleOf('y-scale') };
}

function describe(element: HTMLElement, figure: Figure): void {
  const set = (selector: string, text: string) => {
    const found = element.querySelector(selector);
    if (found) found.textContent = text;
  };
  set('h3', figure.title);
  set('.subtitle', figure.subtitle.join('; '));
  set('.description', figure.description);
  element.querySelector('.plot')?.setAttribute('aria-label', `${figure.title}: arrow keys go from point to point`);
}

function parsed(svg: string): Element {
  return document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
}

function addControls(element: HTMLElement, picture: Picture, subject: Subject, draw: () => void): void {
  const bar = element.querySelector('.controls') as Element;
  const { id } = element;
  const named = (names: readonly string[]) => names.map((name) => [name, name.replaceAll('-', ' ')] as const);
  const able = picture.ys.filter((y) => figureOrNone(picture, subject, { ...noChoice, y }));
  if (able.length > 1) {
    const title = figureOrNone(picture, subject, noChoice)?.y.title;
    const standard = able.find((y) => figureOrNone(picture, subject, { ...noChoice, y })?.y.title === title) ?? '';
    addSelect(bar, { key: `${id}.y`, label: 'measure', options: named(able), standard }, draw);
  }
  if (picture.ys.length > 1) {
    addSelect(bar, { key: `${id}.y-scale`, label: 'y scale', options: SCALES, standard: '' }, draw);
  }
  const [across] = picture.xs;
  if (across !== undefined) {
    addSelect(bar, { key: `${id}.x`, label: 'x axis', options: named(picture.xs), standard: across }, draw);
    addSelect(bar, { key: `${id}.x-scale`, label: 'x scale', options: SCALES, standard: '' }, draw);
  }
  const whole = async () => {
    const figure = picture.figure(subject, choiceOf(id));
    return (await drawn(figure, { theme: currentTheme(), width: null, hasTitle: true })).svg;
  };
  addButton(bar, 'SVG', `Save ${id} as SVG`, async () => saveSvg(await whole(), id));
  addButton(bar, 'PNG', `Save ${id} as PNG`, async () => savePng(await whole(), id));
}

/** The figure of a choice; none if it has nothing to draw. */
function figureOrNone(picture: Picture, subject: Subject, choice: Choice): Figure | undefined {
  try {
    return picture.figure(subject, choice);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Calls `changed` at first, and when the width is another one. */
function watchWidth(element: HTMLElement, changed: () => void): void {
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    changed();
  }).observe(element);
}
