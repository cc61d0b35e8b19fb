import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { widthOf } from '../labels.js';
import { type Place, placesIn } from './places.js';
import type { Specification } from './specification.js';

// Without a canvas Vega takes each character for 0.8 em, and pads for labels that are half as long. Its types lack this.
const { textMetrics } = vega as unknown as {
  textMetrics: { width(item: { fontWeight?: string }, text: string): number };
};
const { fontSize } = vega as unknown as { fontSize(item: object): number };
textMetrics.width = (item, text) => widthOf(text, fontSize(item), item.fontWeight === 'bold');

/** A picture, and where its points lie in it. */
interface DrawnPicture {
  svg: string;
  places: Place[];
}

/** How to draw. */
interface Drawing {
  /** Of the picture among those of a page, for the ids in it. */
  name?: string;
  /** Told what Vega finds fault with. */
  warn?(text: string): void;
}

/** Draws a specification. */
export async function toSvg(specification: Specification, options: Drawing = {}): Promise<string> {
  const { spec, logger } = compiled(specification, options);
  return drawView(new vega.View(vega.parse(spec), { renderer: 'none', logger }), specification, options);
}

/**
 * Draws a specification in a page, and says where its points lie, for those who point at them. Vega interprets its
 * expressions there, which takes longer, since the page's policy lets no text become code.
 */
export async function drawInPage(specification: Specification, options: Drawing): Promise<DrawnPicture> {
  const { spec, logger } = compiled(specification, options);
  const runtime = vega.parse(spec, {}, { ast: true });
  const view = new vega.View(runtime, { renderer: 'none', logger, expr: expressionInterpreter });
  const svg = await drawView(view, specification, options);
  return { svg, places: placesIn(view) };
}

function compiled(
  specification: Specification,
  { warn = () => {} }: Drawing,
): { spec: vega.Spec; logger: vega.LoggerInterface } {
  const logger = loggerTo(warn);
  return { spec: compile(specification as unknown as TopLevelSpec, { logger }).spec, logger };
}

async function drawView(view: vega.View, specification: Specification, { name = 'picture' }: Drawing): Promise<string> {
  const svg = await view.toSVG();
  view.finalize();
  return described(withIds(svg, name), specification);
}

/** Vega numbers what is referred to through all pictures that it draws; a picture is to be the same whatever was before. */
function withIds(svg: string, name: string): string {
  const ids = new Map<string, string>();
  return svg.replaceAll(/(?<= id="|url\(#)clip\d+/g, (id) => {
    const own = ids.get(id) ?? `${name}-clip-${ids.size + 1}`;
    ids.set(id, own);
    return own;
  });
}

/** Gives the picture a name and a description, which screen readers say. */
function described(svg: string, { title, description }: Specification): string {
  const text = (title as { text?: string[] } | undefined)?.text?.join(' ') ?? description;
  const [name, about] = [escaped(text), escaped(description)];
  return svg.replace(/<svg ([^>]*)>/, (_, rest: string) => {
    return `<svg ${rest} role="img" aria-label="${name}"><title>${name}</title><desc>${about}</desc>`;
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function loggerTo(warn: (text: string) => void): vega.LoggerInterface {
  const say = (...parts: readonly unknown[]) => {
    warn(parts.join(' '));
    return logger;
  };
  const logger: vega.LoggerInterface = {
    level: ((_?: number) => logger) as vega.LoggerInterface['level'],
    error: say,
    warn: say,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
