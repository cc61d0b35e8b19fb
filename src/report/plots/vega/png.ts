import { readFile } from 'node:fs/promises';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { packageFile } from '../../../package-files.js';

/** Pixels of the picture for a pixel of the SVG, so that it is sharp on screens and in papers. */
const SCALE = 2;
const FONTS = ['arimo-regular.ttf', 'arimo-bold.ttf'];

let ready: Promise<void> | undefined;

/** Draws an SVG as PNG, with the type that the package brings, so that it looks the same on every machine. */
export async function toPng(svg: string): Promise<Uint8Array> {
  ready ??= readAsset('resvg.wasm').then(initWasm);
  await ready;
  const fontBuffers = await Promise.all(FONTS.map(readAsset));
  const font = { fontBuffers, defaultFontFamily: 'Arimo', sansSerifFamily: 'Arimo', loadSystemFonts: false };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
}

function readAsset(name: string): Promise<Buffer> {
  return readFile(packageFile(`dist/${name}`));
}
