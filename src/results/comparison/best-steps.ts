import { groupBy } from '../../util/group-by.js';
import { type ComparedRow, withoutKeys } from './rows.js';
import { stepSizeKind } from './step-size-kind.js';

/**
 * The best of the rows that differ only in the given step size: it shows what a rule can do at a batch. It is marked
 * if it is the smallest or the largest step that was run, since a better one may lie beyond.
 * @param byPasses whether the passes to a target count, as the user gave one, rather than the final loss
 */
export function bestSteps(rows: ComparedRow[], byPasses: boolean): ComparedRow[] {
  return [...groupBy(rows, ({ keys }) => withoutKeys(keys, [])).values()].map((cell) => {
    const [first] = cell as [ComparedRow, ...ComparedRow[]];
    if (cell.length === 1 || stepSizeKind(first.keys) !== 'given') return first;
    const bySize = cell.toSorted((one, other) => sizeOf(one) - sizeOf(other));
    const best = bySize.reduce((least, row) => (compareRows(row, least, byPasses) < 0 ? row : least));
    const hasEnded = Number.isFinite(best.finalLoss?.median ?? Number.POSITIVE_INFINITY);
    const stepAtEdge = hasEnded && (best === bySize[0] || best === bySize.at(-1));
    return { ...best, stepsGiven: cell.length, stepAtEdge };
  });
}

function sizeOf({ stepSize }: ComparedRow): number {
  return stepSize?.median ?? Number.POSITIVE_INFINITY;
}

function compareRows(one: ComparedRow, other: ComparedRow, byPasses: boolean): number {
  const figures = (row: ComparedRow) => [...(byPasses ? [row.passesToTarget] : []), row.finalLoss];
  for (const [position, figure] of figures(one).entries()) {
    const [own, others] = [figure, figures(other)[position]].map(
      (spread) => spread?.median ?? Number.POSITIVE_INFINITY,
    );
    if (own !== others) return (own as number) < (others as number) ? -1 : 1;
  }
  return 0;
}
