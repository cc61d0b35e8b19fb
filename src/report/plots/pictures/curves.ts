import type { DrawnRow } from '../../../results/comparison/curves.js';
import { type Cost, costs, type Measure, measures } from '../../../results/comparison/measures.js';
import { distinct } from '../../../util/distinct.js';
import { UserError } from '../../../util/errors.js';
import { greatestOf, leastOf } from '../../../util/extremes.js';
import { hyphenated } from '../../../util/setting.js';
import { capitalised, joined } from '../../../util/text.js';
import {
  describeSeeds,
  describeSteps,
  differ,
  type Entry,
  entriesOf,
  inOrderOfRules,
  namedByRule,
  othersOf,
  panelsBy,
  ruleOf,
} from '../dimensions.js';
import {
  type Axis,
  type Block,
  type Figure,
  isOnAxis,
  type Line,
  type LineName,
  type LinePoint,
  type Panel,
} from '../figure.js';

import type { Choice, Picture, Subject } from './picture.js';

const TITLES: Readonly<Record<Measure | Cost, string>> = {
  trainLoss: 'train loss',
  testLoss: 'test loss',
  suboptimality: 'suboptimality F(w) − F*',
  trainError: 'train error',
  testError: 'test error',
  epoch: 'epochs',
  passes: 'passes (gradient evaluations / n)',
  updates: 'updates',
  seconds: 'seconds in updates',
};

/** A suboptimality below this is rounding. */
const ROUNDING = 1e-15;
/** What lies above this many times the start leaves the picture. */
const ROOM_ABOVE = 2;
/** A linear axis hides lines that are this many times shorter than others. */
const UNEQUAL = 8;
/** The room above the greatest and below the least value of a logarithmic axis. */
const MARGIN = 1.08;

const nameOf = (key: Measure | Cost) => (key === 'epoch' ? 'epochs' : hyphenated(key));

/** A measure along the way: a line a configuration. */
export const curves: Picture = {
  name: 'curves',
  summary: 'a measure along the way, a line a configuration, a panel a rule',
  isFor: () => true,
  xs: costs.map(nameOf),
  ys: measures.map(nameOf),
  figure: figureOf,
};

function figureOf(subject: Subject, choice: Choice): Figure {
  const measure = measures.find((one) => nameOf(one) === choice.y) ?? 'trainLoss';
  const cost = costs.find((one) => nameOf(one) === choice.x) ?? 'epoch';
  const entries = entriesOf(subject.groups).filter(({ row }) => row.curve.some((point) => point[measure]));
  const [y, x] = [axisOfMeasure(entries, measure, choice), axisOfCost(entries, { cost, measure }, choice)];
  const dimensions = dimensionsOf(entries);
  const algorithms = distinct(entries.map(({ group }) => group.algorithm));
  const blocks = algorithms.map((algorithm): Block => {
    const own = entries.filter(({ group }) => group.algorithm === algorithm);
    const draw = (entry: Entry): Line => lineOf(entry.row, dimensions.lineOf(entry), { measure, cost });
    return { title: algorithms.length > 1 ? algorithm : '', panels: panelsOf(own, dimensions, draw) };
  });
  const title = capitalised(TITLES[measure]);
  return {
    title: joined(`${title} on ${subject.name}`, algorithms.length === 1 && (algorithms[0] as string)),
    subtitle: [`${describeSeeds(entries)}; ${describeSteps(entries)}`],
    description: `${title} by ${TITLES[cost]}: a line for each ${dimensions.nameTitle || 'rule'}.`,
    x,
    y,
    marks: 'curves',
    names: dimensions.names,
    nameTitle: dimensions.nameTitle,
    target: targetOf(subject, measure),
    hasIdeal: false,
    missed: '',
    blocks,
  };
}

/** What the lines of a figure are, and its panels. */
interface Dimensions {
  names: LineName[];
  nameTitle: string;
  lineOf(entry: Entry): string;
  panelOf(entry: Entry): string;
}

/** Lines by batch and panels by rule where both vary; whatever else varies has panels too, or else lines. */
function dimensionsOf(entries: readonly Entry[]): Dimensions {
  const others = (entry: Entry) => othersOf(entry);
  const varyingRule = differ(entries, ruleOf);
  if (differ(entries, ({ row }) => row.keys.batch)) {
    const lineOf = ({ row }: Entry) => String(row.keys.batch);
    const batches = distinct(entries.map(({ row }) => Number(row.keys.batch))).sort((one, other) => one - other);
    const panelOf = (entry: Entry) => joined(varyingRule && ruleOf(entry), others(entry));
    return { names: alongRamp(batches.map(String)), nameTitle: 'batch', lineOf, panelOf };
  }
  if (varyingRule || !differ(entries, others)) {
    return { names: namedByRule(entries, ruleOf), nameTitle: '', lineOf: ruleOf, panelOf: others };
  }
  const lineOf = (entry: Entry) => others(entry) || ruleOf(entry);
  return { names: alongRamp(distinct(entries.map(lineOf))), nameTitle: '', lineOf, panelOf: () => '' };
}

function alongRamp(names: readonly string[]): LineName[] {
  const steps = Math.max(1, names.length - 1);
  return names.map((name, position) => ({ name, look: { place: names.length === 1 ? 1 / 2 : position / steps } }));
}

function panelsOf(entries: readonly Entry[], { panelOf, names }: Dimensions, draw: (entry: Entry) => Line): Panel[] {
  const place = ({ name }: Line) => names.findIndex((line) => line.name === name);
  const linesOf = (own: Entry[]) => own.map(draw).sort((one, other) => place(one) - place(other));
  return panelsBy(inOrderOfRules(entries), panelOf, linesOf);
}

function lineOf(
  { curve, statuses, seeds }: DrawnRow,
  name: string,
  { measure, cost }: { measure: Measure; cost: Cost },
): Line {
  const points = curve.flatMap((point): LinePoint[] => {
    const spread = point[measure];
    if (!spread || !Number.isFinite(spread.median)) return [];
    return [{ x: point[cost], y: spread.median, low: spread.min, high: spread.max }];
  });
  return { name, points, missed: [], diverged: 2 * (statuses.diverged ?? 0) >= seeds };
}

function axisOfMeasure(entries: readonly Entry[], measure: Measure, { yScale }: Choice): Axis {
  const spreads = entries.flatMap(({ row }) => row.curve.flatMap((point) => point[measure] ?? []));
  const finite = spreads.flatMap(({ median, min, max }) => [median, min, max]).filter(isOnAxis);
  const isLog = yScale === null ? !measure.endsWith('Error') : yScale === 'log';
  const values = isLog ? finite.filter((value) => value > ROUNDING) : finite;
  if (values.length === 0) throw nothingToDraw(measure, finite.length > 0);
  const starts = entries.map(({ row }) => row.curve[0]?.[measure]).flatMap((spread) => spread?.median ?? []);
  const [least, greatest, start] = [leastOf(values), greatestOf(values), greatestOf(starts)];
  const top = Math.min(greatest, start > 0 ? ROOM_ABOVE * start : greatest);
  return { title: TITLES[measure], scale: isLog ? 'log' : 'linear', domain: domainOf(least, top, isLog), values: null };
}

function domainOf(least: number, top: number, isLog: boolean): [number, number] {
  if (!isLog) return [Math.min(0, least), top > Math.min(0, least) ? top * 1.03 : 1];
  return top > least ? [least / MARGIN, top * MARGIN] : [least / ROOM_ABOVE, least * ROOM_ABOVE];
}

function nothingToDraw(measure: Measure, hasValues: boolean): UserError {
  const title = TITLES[measure];
  if (hasValues)
    return new UserError(`no ${title} is above 0, which a logarithmic axis needs`, 'Choose another measure');
  const hint = measure.startsWith('test')
    ? 'Give the runs test data: ‹test› or ‹testFraction›'
    : 'Choose another measure';
  return new UserError(`no run has a finite ${title}`, measure === 'suboptimality' ? 'Run with ‹suboptimality›' : hint);
}

function axisOfCost(
  entries: readonly Entry[],
  { cost, measure }: { cost: Cost; measure: Measure },
  { xScale }: Choice,
): Axis {
  const shown = entries.map(({ row }) => row.curve.filter((point) => Number.isFinite(point[measure]?.median)));
  const ends = shown.flatMap((curve) => curve.at(-1)?.[cost] ?? []).filter((end) => end > 0);
  const isUnequal = ends.length > 0 && greatestOf(ends) > UNEQUAL * leastOf(ends);
  const isLog = xScale === null ? isUnequal : xScale === 'log';
  const values = shown.flatMap((curve) => curve.map((point) => point[cost])).filter((value) => !isLog || value > 0);
  const greatest = greatestOf(values);
  const domain: [number, number] = isLog ? [leastOf(values), greatest] : [0, greatest > 0 ? greatest : 1];
  if (isLog && !(domain[1] > domain[0])) domain[0] = domain[1] / ROOM_ABOVE;
  return { title: TITLES[cost], scale: isLog ? 'log' : 'linear', domain, values: null };
}

/** The target of a measure, if all runs share one. */
function targetOf({ targets }: Subject, measure: Measure): number | null {
  const [target, ...others] = targets;
  if (!target || others.length > 0) return null;
  if (measure === 'trainLoss') return target.loss;
  return measure === 'suboptimality' ? target.suboptimality : null;
}
