import { distinct } from '../../../util/distinct.js';
import { UserError } from '../../../util/errors.js';
import { greatestOf, leastOf } from '../../../util/extremes.js';
import { joined } from '../../../util/text.js';
import { valueText } from '../../comparison/words.js';
import { describeSeeds, differ, type Entry, entriesOf, namedByRule, othersOf, panelsBy } from '../dimensions.js';
import type { Axis, Figure, Line } from '../figure.js';

import type { Picture, Subject } from './picture.js';

const MARGIN = 1.08;

/** How many times as fast an epoch is with more workers, beside the ideal. */
export const speedUp: Picture = {
  name: 'speed-up',
  summary: 'how many times as fast an epoch is with several workers',
  isFor: ({ groups }) => {
    const workers = groups.flatMap(({ rows }) => rows.filter(hasSpeedUp).map(({ keys }) => keys.workers));
    return (
      new Set(workers).size > 1 && !groups.some(({ rows }) => new Set(rows.map(({ keys }) => keys.batch)).size > 1)
    );
  },
  xs: [],
  ys: ['speed-up'],
  figure: figureOf,
};

function hasSpeedUp({ speedUp: factor }: { speedUp: number | null }): boolean {
  return factor !== null && Number.isFinite(factor);
}

function figureOf(subject: Subject): Figure {
  const entries = entriesOf(subject.groups).filter(({ row }) => hasSpeedUp(row));
  if (entries.length === 0) {
    throw new UserError('no runs with several workers have one worker to be set against', 'Run with ‹workers› 1 too');
  }
  const lineOf = lineNaming(entries);
  const algorithms = distinct(entries.map(({ group }) => group.algorithm));
  const panelOf = (entry: Entry) =>
    joined(algorithms.length > 1 && entry.group.algorithm, othersOf(entry, ['execution', 'workers', 'blocks']));
  const names = namedByRule(entries, lineOf, ({ row }) => row.keys.execution === 'hogwild');
  const linesIn = (own: Entry[]) =>
    names.flatMap(({ name }) => {
      const ofLine = own.filter((entry) => lineOf(entry) === name);
      return lineThrough(ofLine, name);
    });
  const contended = entries.some(({ row }) => row.contended) ? ['measured while other runs went on: says little'] : [];
  return {
    title: joined(`Speed-up by workers on ${subject.name}`, algorithms.length === 1 && (algorithms[0] as string)),
    subtitle: [
      `median of the epochs' seconds, ${describeSeeds(entries).replace('median and range of ', '')}`,
      ...contended,
    ],
    description: 'Speed-up of an epoch by number of workers, beside the ideal.',
    x: workersAxis(entries),
    y: factorAxis(entries),
    marks: 'symbols',
    names,
    nameTitle: '',
    target: null,
    hasIdeal: true,
    missed: '',
    blocks: [{ title: '', panels: panelsBy(entries, panelOf, linesIn) }],
  };
}

/** A line has the rule, the execution and the batch, as far as they vary. */
function lineNaming(entries: readonly Entry[]): (entry: Entry) => string {
  const varies = (key: 'rule' | 'execution' | 'batch') => differ(entries, ({ row }) => row.keys[key]);
  const [rule, execution, batch] = [varies('rule'), varies('execution'), varies('batch')];
  return ({ row: { keys } }) => {
    const name = joined(
      rule && valueText(keys.rule),
      execution && valueText(keys.execution),
      batch && `batch ${keys.batch}`,
    );
    return name || valueText(keys.execution);
  };
}

function lineThrough(entries: readonly Entry[], name: string): Line[] {
  if (entries.length === 0) return [];
  const points = entries.map(({ row }) => {
    const factor = row.speedUp as number;
    return { x: Number(row.keys.workers), y: factor, low: factor, high: factor };
  });
  return [{ name, points: points.sort((one, other) => one.x - other.x), missed: [], diverged: false }];
}

function workersAxis(entries: readonly Entry[]): Axis {
  const workers = distinct(entries.map(({ row }) => Number(row.keys.workers))).sort((one, other) => one - other);
  const [least, most] = [workers[0] as number, workers.at(-1) as number];
  return { title: 'workers', scale: 'doublings', domain: [least, Math.max(most, 2 * least)], values: workers };
}

function factorAxis(entries: readonly Entry[]): Axis {
  const factors = entries.map(({ row }) => row.speedUp as number);
  const most = greatestOf(entries.map(({ row }) => Number(row.keys.workers)));
  const low = 2 ** Math.floor(Math.log2(Math.min(1, leastOf(factors))));
  const title = 'times as fast an epoch as with one worker';
  return { title, scale: 'doublings', domain: [low, Math.max(2, most, greatestOf(factors)) * MARGIN], values: null };
}
