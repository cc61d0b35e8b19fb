import { picturePage } from '../html/picture-page.js';
import type { Figure } from './figure.js';
import type { PictureLook } from './vega/layout.js';
import { specificationOf } from './vega/specification.js';

/** A format of files with pictures. */
export interface PictureFormat {
  /** How names of its files end. */
  ending: string;
  summary: string;
  write(figures: readonly Figure[], look: PictureLook): Promise<string | Uint8Array>;
}

/** The formats by the ending of their files; a new one is one entry here. Vega is loaded by those that draw. */
export const pictureFormats: readonly PictureFormat[] = [
  { ending: '.svg', summary: 'for papers and pages', write: drawSvg },
  {
    ending: '.png',
    summary: 'for slides and comments, two pixels for each of the SVG',
    write: async (figures, look) => {
      const { toPng } = await import('./vega/png.js');
      return toPng(await drawSvg(figures, look));
    },
  },
  {
    ending: '.html',
    summary: 'a page with the picture and its values',
    write: async (figures, look) => picturePage(await drawSvg(figures, look), figures),
  },
  {
    ending: '.vl.json',
    summary: 'the specification of Vega-Lite, to restyle',
    write: async (figures, look) => `${JSON.stringify(specificationOf(figures, look), null, 2)}\n`,
  },
];

/** Draws figures, one below the other. */
export async function drawSvg(figures: readonly Figure[], look: PictureLook): Promise<string> {
  const { toSvg } = await import('./vega/svg.js');
  return toSvg(specificationOf(figures, look));
}
