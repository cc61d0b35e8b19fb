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

/**
 * Draws a specification.
 * @param warn told what Vega finds fault with
 */
export async function toSvg(specification: Specification, warn: (text: string) => void = () => {}): Promise<string> {
  return (await drawPicture(specification, warn)).svg;
}

/** Draws a specification, and says where its points lie, for those who point at them. */
export async function drawPicture(
  specification: Specification,
  warn: (text: string) => void = () => {},
): Promise<DrawnPicture> {
  const logger = loggerTo(warn);
  const { spec } = compile(specification as unknown as TopLevelSpec, { logger });
  // The interpreter makes no code of expressions, which the policy of a report forbids.
  const runtime = vega.parse(spec, {}, { ast: true });
  const view = new vega.View(runtime, { renderer: 'none', logger, expr: expressionInterpreter });
  const svg = await view.toSVG();
  const places = placesIn(view);
  view.finalize();
  return { svg: described(svg, specification), places };
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
