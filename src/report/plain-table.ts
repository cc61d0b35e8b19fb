import Table from 'cli-table3';

const NO_BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** A table for the terminal without borders: a head and lines of as many cells. */
export function plainTable(head: string[], lines: string[][], aligns: ('left' | 'right')[] = []): string {
  const table = new Table({
    head,
    colAligns: head.map((_, column) => aligns[column] ?? 'right'),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...lines);
  return table.toString().replaceAll(/ +$/gm, '');
}
