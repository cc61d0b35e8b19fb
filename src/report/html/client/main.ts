import { subjectsOf } from '../../plots/pictures/picture.js';
import { unpack } from '../packing.js';
import { startPicture } from './picture.js';
import { makeSortable } from './sorting.js';
import { startTheme } from './theme.js';

// The script of a report. Without it the page has the same pictures and tables, on light paper, with nothing to choose.

const subjects = subjectsOf(unpack(document.getElementById('drawing')?.textContent ?? ''));
const redraws: (() => void)[] = [];
startTheme(() => {
  for (const redraw of redraws) redraw();
});
for (const element of document.querySelectorAll<HTMLElement>('figure')) {
  const subject = subjects[Number(element.dataset.subject)];
  if (subject) redraws.push(startPicture(element, subject));
}
for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) makeSortable(table);
