import { pictureOf } from '../../report/plots/pictures/index.js';
import { noChoice, subjectsOf } from '../../report/plots/pictures/picture.js';
import { type Screen, terminalChart } from '../../report/plots/terminal/chart.js';
import type { Drawing } from '../../results/comparison/curves.js';
import { UserError } from '../../util/errors.js';
import { printPainted } from './output.js';
import { screenOf } from './screen.js';

/** More charts than this push what was printed before from the screen. */
const MOST_PANELS = 2;

/** Draws the picture that fits runs, if it is small, on stdout, which is a terminal. */
export async function showChart(
  drawing: Drawing,
  { rows, hasTitle = true }: { rows: number; hasTitle?: boolean },
): Promise<void> {
  const screen: Screen = { ...screenOf(rows), hasTitle };
  for (const subject of subjectsOf(drawing)) {
    try {
      const figure = pictureOf(subject).figure(subject, noChoice);
      const panels = figure.blocks.reduce((sum, block) => sum + block.panels.length, 0);
      if (panels <= MOST_PANELS) await printPainted(`\n${terminalChart(figure, screen)}`);
    } catch (error) {
      // Runs of which nothing is finite have no picture; their table says so.
      if (!(error instanceof UserError)) throw error;
    }
  }
}
