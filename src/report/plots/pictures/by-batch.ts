import type { DrawnRow } from '../../../results/comparison/curves.js';
import type { Spread } from '../../../results/comparison/spread.js';
import { distinct } from '../../../util/distinct.js';
import { UserError } from '../../../util/errors.js';
import { greatestOf, leastOf } from '../../../util/extremes.js';
import { capitalised, joined, rounded } from '../../../util/text.js';
import {
  describeSeeds,
  describeSteps,
  type Entry,
  entriesOf,
  namedByRule,
  othersOf,
  panelsBy,
  ruleOf,
} from '../dimensions.js';
import { type Axis, type Figure, isOnAxis, type Line, type LinePoint, type Panel } from '../figure.js';
import { numeral } from '../ticks.js';
import type { Choice, Picture, Subject } from './picture.js';

/** A figure of a row. */
interface BatchMeasure {
  name: string;
  title: string;
  /** The words of the axis, where they are others. */
  axis?(subject: Subject): string;
  isLinear?: boolean;
  /** Where a linear axis ends; what lies above leaves the picture. */
  most?: number;

  /** What the bars are, unless they are the range over the seeds. */
  spread?: string;
  /** Null if it says nothing of this row; infinite if its runs did not get there. */
  value(row: DrawnRow): Spread | null;
  /** What it took so far where it was not reached; undefined for what only runs that diverged miss. */
  soFar?(row: DrawnRow): number;
}

const MEASURES: readonly BatchMeasure[] = [
  {
    name: 'epochs',
    title: 'epochs to the target',
    axis: (subject) => `epochs to ${targetOf(subject)}`,
    value: ({ epochsToTarget }) => epochsToTarget,
    soFar: ({ curve }) => curve.at(-1)?.epoch ?? 0,
  },
  {
    name: 'passes',
    title: 'passes to the target',
    axis: (subject) => `passes to ${targetOf(subject)} (gradient evaluations / n)`,
    value: ({ passesToTarget }) => passesToTarget,
    soFar: ({ curve }) => curve.at(-1)?.passes ?? 0,
  },
  {
    name: 'seconds',
    title: 'seconds to the target',
    axis: (subject) => `seconds in updates to ${targetOf(subject)}`,
    value: ({ secondsToTarget }) => secondsToTarget,
    soFar: ({ curve }) => curve.at(-1)?.seconds ?? 0,
  },
  { name: 'final-loss', title: 'final train loss', value: ({ finalLoss }) => finalLoss },
  {
    name: 'final-suboptimality',
    title: 'final suboptimality F(w) − F*',
    value: ({ finalSuboptimality }) => finalSuboptimality,
  },
  {
    name: 'excess',
    title: 'excess over batch 1',
    axis: () => 'excess over batch 1 in % of its progress',
    spread: 'standard error',
    isLinear: true,
    most: 100,

    value: ({ excess }) => excess && percents(excess.value, excess.standardError),
  },
];

/** Ranges under this ratio are widened to it, since a spread of a few per cent would fill the picture. */
const LEAST_RATIO = 4;
const MARGIN = 1.15;
/** Lengths of runs within this ratio are about the same. */
const ABOUT = 1.05;

/** A figure of each rule by batch size: the paper's central picture. */
export const byBatch: Picture = {
  name: 'batch',
  summary: 'what a larger batch costs, a line a rule',
  isFor: ({ groups }) => groups.some(({ rows }) => new Set(rows.map(({ keys }) => keys.batch)).size > 1),
  xs: [],
  ys: MEASURES.map(({ name }) => name),
  figure: figureOf,
};

function figureOf(subject: Subject, choice: Choice): Figure {
  const all = entriesOf(subject.groups);
  const measure = MEASURES.find(({ name }) => name === choice.y) ?? defaultMeasure(all);
  const entries = all.filter(({ row }) => measure.value(row));
  if (entries.length === 0) throw new UserError(`no run has ${measure.title} to draw`, 'Choose another measure');
  const algorithms = distinct(entries.map(({ group }) => group.algorithm));
  const isMixed = algorithms.length > 1;
  const panelOf = (entry: Entry) => joined(isMixed && entry.group.algorithm, othersOf(entry));
  const panels = panelsBy(entries, panelOf, (own) => linesOf(own, measure));
  const missed = describeMissed(entries, measure);
  const y = measureAxis(entries, { subject, measure, choice, missed });
  const title = `${capitalised(measure.title)} by batch size`;
  return {
    title: joined(`${title} on ${subject.name}`, !isMixed && (algorithms[0] as string)),
    subtitle: [
      `${describeSeeds(entries, measure.spread)}; ${describeSteps(entries)}`,
      ...(missed.mark ? [`▲ ${missed.explained}`] : []),
      ...describeHidden(panels, y, measure),
    ],
    description: `${title}: a line for each rule.`,
    x: batchAxis(entries),
    y,
    marks: 'symbols',
    names: namedByRule(entries, ruleOf),
    nameTitle: '',
    target: null,
    hasIdeal: false,
    missed: missed.mark,
    blocks: [{ title: '', panels }],
  };
}

/** Epochs to the target, unless no run came there. */
function defaultMeasure(entries: readonly Entry[]): BatchMeasure {
  const [epochs] = MEASURES as [BatchMeasure, ...BatchMeasure[]];
  if (entries.some((entry) => isReached(entry, epochs))) return epochs;
  return MEASURES.find(({ name }) => name === 'final-loss') as BatchMeasure;
}

function isReached({ row }: Entry, { value }: BatchMeasure): boolean {
  return Number.isFinite(value(row)?.median ?? Number.NaN);
}

function linesOf(entries: readonly Entry[], measure: BatchMeasure): Line[] {
  return namedByRule(entries, ruleOf).map(({ name }) => {
    const own = entries.filter((entry) => ruleOf(entry) === name).sort((one, other) => batchOf(one) - batchOf(other));
    const points = own.filter((entry) => isReached(entry, measure)).map((entry) => pointOf(entry, measure));
    const missed = own.filter((entry) => !isReached(entry, measure)).map(batchOf);
    return { name, points, missed, diverged: false };
  });
}

function batchOf({ row }: Entry): number {
  return Number(row.keys.batch);
}

function pointOf(entry: Entry, { value }: BatchMeasure): LinePoint {
  const { median, min, max } = value(entry.row) as Spread;
  return { x: batchOf(entry), y: median, low: min, high: max };
}

/** Names the lines with values for which the axis has no place. */
function describeHidden(
  panels: readonly Panel[],
  { scale }: Axis,
  { most = Number.POSITIVE_INFINITY }: BatchMeasure,
): string[] {
  const lines = panels.flatMap((panel) => panel.lines);
  const namesOf = (isHidden: (y: number) => boolean) =>
    distinct(lines.filter(({ points }) => points.some(({ y }) => isHidden(y))).map(({ name }) => name)).join(', ');
  const [below, above] = [namesOf((y) => scale !== 'linear' && y <= 0), namesOf((y) => scale === 'linear' && y > most)];
  return [
    ...(below ? [`not drawn, at or below 0: ${below}`] : []),
    ...(above ? [`not drawn, above ${most}: ${above}`] : []),
  ];
}

/** What missed values are: beside the rows of triangles, and in a sentence. */
interface Missed {
  mark: string;
  explained: string;
  /** What all runs took that missed one, if it is about the same. */
  bound: number | null;
}

function describeMissed(entries: readonly Entry[], measure: BatchMeasure): Missed {
  const { soFar, name } = measure;
  const missed = entries.filter((entry) => !isReached(entry, measure));
  if (missed.length === 0) return { mark: '', explained: '', bound: null };
  const ended = missed.filter(({ row }) => (row.statuses.diverged ?? 0) < row.seeds);
  if (!soFar || ended.length === 0) return { mark: 'diverged', explained: 'diverged', bound: null };
  const bounds = ended.map(({ row }) => Number(rounded(soFar(row), 3)));
  const bound = leastOf(bounds);
  const isOne = greatestOf(bounds) <= ABOUT * bound;
  if (!isOne) return { mark: 'missed', explained: 'target not reached', bound: null };
  return { mark: `> ${numeral(bound)}`, explained: `target not reached within ${numeral(bound)} ${name}`, bound };
}

function batchAxis(entries: readonly Entry[]): Axis {
  const batches = distinct(entries.map(batchOf)).sort((one, other) => one - other);
  const [least, most] = [batches[0] as number, batches.at(-1) as number];
  const domain: [number, number] = least < most ? [least, most] : [least / 2, least * 2];
  return { title: 'batch size', scale: 'doublings', domain, values: batches };
}

function measureAxis(
  entries: readonly Entry[],
  { subject, measure, choice, missed }: { subject: Subject; measure: BatchMeasure; choice: Choice; missed: Missed },
): Axis {
  const title = measure.axis?.(subject) ?? measure.title;
  const isLinear = choice.yScale === null ? measure.isLinear === true : choice.yScale === 'linear';
  const spreads = entries.flatMap(({ row }) => measure.value(row) ?? []);
  const finite = spreads.flatMap(({ median, min, max }) => [median, min, max]).filter(isOnAxis);
  const values = isLinear ? finite : finite.filter((value) => value > 0);

  if (values.length === 0 && finite.length > 0) {
    throw new UserError(`no ${measure.title} is above 0, which a logarithmic axis needs`, 'Choose another measure');
  }
  if (values.length === 0) return { title, scale: 'log', domain: [1, 10], values: null };
  const [least, greatest] = [leastOf(values), Math.max(greatestOf(values), missed.bound ?? 0)];
  return isLinear
    ? {
        title,
        scale: 'linear',
        domain: linearDomain(least, Math.min(greatest, measure.most ?? greatest)),
        values: null,
      }
    : { title, scale: 'log', domain: logDomain(least, greatest, missed.mark !== ''), values: null };
}

function linearDomain(least: number, greatest: number): [number, number] {
  const [low, high] = [Math.min(0, least), Math.max(0, greatest)];
  const margin = (high - low || 1) * (MARGIN - 1) * (1 / 2);
  return [low - margin, high + margin];
}

/** @param hasMissed whether there is a strip of missed values above, so that room is made below */
function logDomain(least: number, greatest: number, hasMissed: boolean): [number, number] {
  const missing = Math.max(1, LEAST_RATIO / (greatest / least));
  const [below, above] = hasMissed ? [missing, 1] : [Math.sqrt(missing), Math.sqrt(missing)];
  return [least / below / MARGIN, hasMissed ? greatest : greatest * above * MARGIN];
}

/** The target in words, if all runs share one. */
function targetOf({ targets: [target, ...others] }: Subject): string {
  if (!target || others.length > 0) return 'the target';
  const { loss, suboptimality } = target;
  if (suboptimality !== null) return `suboptimality ${numeral(Number(rounded(suboptimality, 3)))}`;
  return loss === null ? 'the target' : `train loss ${numeral(Number(rounded(loss, 3)))}`;
}

function percents(value: number, error: number): Spread {
  return { median: 100 * value, min: 100 * (value - error), max: 100 * (value + error) };
}
