import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { widthOf } from '../labels.js';
import type { Specification } from './specification.js';

// Without a canvas Vega takes each character for 0.8 em, and pads for labels that are half as long. Its types lack this.
const { textMetrics } = vega as unknown as {
  textMetrics: { width(item: { fontWeight?: string }, text: string): number };
};
const { fontSize } = vega as unknown as { fontSize(item: object): number };
textMetrics.width = (item, text) => widthOf(text, fontSize(item), item.fontWeight === 'bold');

/**
 * Draws a specification.
 * @param warn told what Vega finds fault with
 */
export async function toSvg(specification: Specification, warn: (text: string) => void = () => {}): Promise<string> {
  const logger = loggerTo(warn);
  const { spec } = compile(specification as unknown as TopLevelSpec, { logger });
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  return described(svg, specification);
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
