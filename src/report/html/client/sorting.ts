import { choose, chosen, onAddress } from './address.js';

/** Makes the titles of a table's columns buttons that sort by them. */
export function makeSortable(table: HTMLTableElement): void {
  const key = `${table.id}.sort`;
  const body = table.tBodies[0] as HTMLTableSectionElement;
  const original = [...body.rows];
  // The last column has commands.
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].slice(0, -1);
  const titles = heads.map((head) => head.textContent);
  const sort = () => {
    const choice = chosen(key) ?? '';
    const isDescending = choice.startsWith('-');
    const column = titles.indexOf(isDescending ? choice.slice(1) : choice);
    for (const [place, head] of heads.entries()) {
      if (place === column) head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    body.append(...(column < 0 ? original : sorted(original, column, isDescending)));
  };
  for (const [place, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = titles[place] ?? '';
    button.addEventListener('click', () => {
      choose(key, `${head.ariaSort === 'ascending' ? '-' : ''}${titles[place]}`);
      sort();
    });
    head.replaceChildren(button);
  }
  onAddress(sort);
  sort();
}

/** Rows by a column; what has no value comes last either way. */
function sorted(rows: readonly HTMLTableRowElement[], column: number, isDescending: boolean): HTMLTableRowElement[] {
  const textOf = (row: HTMLTableRowElement) => row.cells[column]?.textContent ?? '';
  const isNumeric = rows.every((row) => !Number.isNaN(Number.parseFloat(textOf(row))) || !/\w/.test(textOf(row)));
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [text, next] = [textOf(one), textOf(other)];
    if (!isNumeric) return sign * text.localeCompare(next, 'en');
    const [value, following] = [numberIn(text), numberIn(next)];
    if (Number.isFinite(value) !== Number.isFinite(following)) return Number.isFinite(value) ? -1 : 1;
    return Number.isFinite(value) ? sign * (value - following) : 0;
  });
}

/** The number with which a cell begins, before its spread and marks. */
function numberIn(text: string): number {
  return Number.parseFloat(text);
}
