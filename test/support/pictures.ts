import { readFileSync } from 'node:fs';
import { packageFile } from '../../src/package-files.js';
import type { Figure, Line } from '../../src/report/plots/figure.js';
import { pictures } from '../../src/report/plots/pictures/index.js';
import {
  type Choice,
  noChoice,
  type Picture,
  type Subject,
  subjectsOf,
} from '../../src/report/plots/pictures/picture.js';
import type { PictureLook } from '../../src/report/plots/vega/layout.js';
import { type Specification, specificationOf } from '../../src/report/plots/vega/specification.js';
import type { Value } from '../../src/report/plots/vega/values.js';
import type { ComparisonRequest } from '../../src/results/comparison/compare.js';
import { drawRuns } from '../../src/results/comparison/curves.js';
import type { Run } from '../../src/results/schema.js';
import { compared } from './comparisons.js';

/** The type of PNGs, for what measures it. */
export function fontsOf() {
  const fontBuffers = ['arimo-regular.ttf', 'arimo-bold.ttf'].map((name) => readFileSync(packageFile(`dist/${name}`)));
  return { fontBuffers, defaultFontFamily: 'Arimo', loadSystemFonts: false };
}

/** Runs compared, with their curves, by dataset and objective. */
export function subjectsIn(runs: Run[], request: ComparisonRequest = {}): Subject[] {
  const drawn = compared(runs).map((run, position) => ({ ...run, curve: runs[position]!.curve }));
  return subjectsOf(drawRuns(drawn, request));
}

/** A picture by its name. */
export function pictureNamed(name: string): Picture {
  return pictures.find((picture) => picture.name === name) as Picture;
}

/** The figure of runs of one dataset and objective. */
export function figureOf(name: string, runs: Run[], choice: Partial<Choice> = {}, request?: ComparisonRequest): Figure {
  const [subject] = subjectsIn(runs, request) as [Subject];
  return pictureNamed(name).figure(subject, { ...noChoice, ...choice });
}

/** All lines of a figure. */
export function linesIn({ blocks }: Figure): Line[] {
  return blocks.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines));
}

/** A picture in light colours, of the width that suits it. */
export const usualLook: PictureLook = { theme: 'light', width: null, hasTitle: true };

/** The data of a specification of some figures. */
export function valuesIn(figures: readonly Figure[], look: PictureLook = usualLook): Value[] {
  return dataOf(specificationOf(figures, look));
}

function dataOf(view: Partial<Specification> & { data?: { values: Value[] }; vconcat?: Specification[] }): Value[] {
  return [...(view.data?.values ?? []), ...(view.vconcat ?? []).flatMap(dataOf)];
}
