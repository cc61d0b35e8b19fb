import type { Dataset } from '../data/dataset.js';
import type { RowStatistics } from '../data/statistics.js';
import { unevenUnits } from '../data/units.js';
import type { Inspection, Warning } from '../results/inspection.js';
import { setting } from '../util/setting.js';
import { percent, rounded } from '../util/text.js';
import type { InspectionRequest } from './request.js';

/** What warnings are derived from. */
export interface Findings {
  facts: Omit<Inspection, 'warnings'>;
  request: InspectionRequest;
  dataset: Dataset;
  statistics: RowStatistics;
}

/** Checks for one thing that a user should look at. */
type Check = (findings: Findings) => Warning | undefined;

/** The share of rows below which the smaller of two classes is rare. */
const RARE_CLASS = 0.05;
/** The most labels that occur once: with more distinct ones, they are numbers rather than classes. */
const MOST_CLASSES = 10;
const MANY = Number.POSITIVE_INFINITY;
/** The share of duplicates from which a split into training and test rows is doubtful. */
const MANY_DUPLICATES = 0.01;
/** How far apart the norms of rows may be. */
const UNEVEN_ROWS = 10;
/** If more than this share of the features never occurs, that is odd. */
const MOST = 0.5;

/** The checks in the order of their warnings; a new one is a function like these. */
const CHECKS: readonly Check[] = [
  cutShort,
  ambiguousBase,
  oneLabel,
  manyLabels,
  rareClass,
  singleLabels,
  noFeatures,
  emptyRows,
  duplicateRows,
  outOfRange,
  unevenRows,
  unevenFeatures,
  unusedFeatures,
  tooLarge,
];

/** What a user should look at before training on a dataset. */
export function findWarnings(findings: Findings): Warning[] {
  return CHECKS.map((check) => check(findings)).filter((warning) => warning !== undefined);
}

function cutShort({ dataset }: Findings): Warning | undefined {
  if (!dataset.endsWithoutNewline) return undefined;
  return {
    message: 'the last line has no newline, so the file may be cut short',
    hint: 'Compare its size or checksum with the source; if the last row is whole, ignore this',
  };
}

function ambiguousBase({ facts, request, statistics: { features } }: Findings): Warning | undefined {
  const isDetected = facts.indexBase === 1 && request.indexBase === undefined;
  if (!isDetected || features[0] === 0 || facts.dataset.nonzeros === 0) return undefined;
  return {
    message: 'no row has an index 0 or 1, so the first feature may be either; it was taken to be 1',
    hint: `If the file counts from 0, say ${setting('indexBase')} 0`,
  };
}

function oneLabel({ facts: { labels } }: Findings): Warning | undefined {
  if (labels.distinct !== 1) return undefined;
  return {
    message: `every row has the label ${labels.counts[0]?.label}, so there is nothing to tell apart`,
    hint: 'Is it the right column, or the whole file?',
  };
}

function manyLabels({ facts: { labels }, request: { loss } }: Findings): Warning | undefined {
  if (loss.labels !== 'classes' || (labels.distinct ?? MANY) <= 2) return undefined;
  return {
    message: `there are ${labels.distinct ?? 'more than a hundred'} labels, and the ${loss.name} loss takes two classes`,
    hint: `Say which are +1 with ${setting('positive')} <label,…>, or use ${setting('loss')} squared`,
  };
}

function rareClass({ facts: { labels, dataset } }: Findings): Warning | undefined {
  const [, rare] = labels.counts;
  if (labels.distinct !== 2 || !rare || rare.rows === 1 || rare.rows >= RARE_CLASS * dataset.rows) return undefined;
  return {
    message: `only ${percent(rare.rows / dataset.rows)} of the rows have the label ${rare.label}`,
    hint: 'Always the other label is that seldom wrong: judge by the loss, not by the error',
  };
}

function singleLabels({ facts: { labels } }: Findings): Warning | undefined {
  const single = labels.counts.filter(({ rows }) => rows === 1);
  if ((labels.distinct ?? MANY) > MOST_CLASSES || labels.distinct === 1 || single.length === 0) return undefined;
  return {
    message: `only one row has the label ${single.map(({ label }) => label).join(', and one the label ')}`,
    hint: `Is it a mistake? With ${setting('testFraction')} it is either not trained on or not tested`,
  };
}

function noFeatures({ facts: { dataset } }: Findings): Warning | undefined {
  if (dataset.nonzeros > 0) return undefined;
  return { message: 'no row has a feature, so there is nothing to learn', hint: 'Is it the right file?' };
}

function emptyRows({ facts: { rows, dataset } }: Findings): Warning | undefined {
  if (rows.withoutFeatures === 0 || dataset.nonzeros === 0) return undefined;
  return {
    message: `${rows.withoutFeatures} of ${dataset.rows} rows have no feature, and no weight can change their margin`,
    hint: `With ${setting('bias')} they have one; without, they only add a constant to the loss`,
  };
}

function duplicateRows({ facts: { rows, dataset } }: Findings): Warning | undefined {
  if (rows.duplicates < MANY_DUPLICATES * dataset.rows) return undefined;
  return {
    message: `${rows.duplicates} of ${dataset.rows} rows (${percent(rows.duplicates / dataset.rows)}) equal an earlier one, label included`,
    hint: `With ${setting('testFraction')}, copies of training rows are tested on; remove them, or give ${setting('test')} a file of its own`,
  };
}

function outOfRange({ facts: { smoothness, dataset } }: Findings): Warning | undefined {
  if (smoothness !== null || dataset.nonzeros === 0) return undefined;
  return {
    message: 'the squared norm of the longest row is out of the range of doubles, so there is no automatic step',
    hint: 'Rescale the features',
  };
}

function unevenRows({ facts: { rows, smoothness } }: Findings): Warning | undefined {
  if (rows.norms === null || smoothness === null) return undefined;
  const ratio = rows.norms.max / rows.norms.median;
  if (ratio < UNEVEN_ROWS) return undefined;
  return {
    message: `the longest row has ${rounded(ratio, 3)} times the norm of the median row, and sets the automatic step of all`,
    hint: `Make all norms 1: adabatch data convert ${setting('normalise')}; or tune: ${setting('stepSize')} tune`,
  };
}

function unevenFeatures({ dataset, statistics }: Findings): Warning | undefined {
  const message = unevenUnits(dataset, statistics);
  if (message === undefined) return undefined;
  return { message, hint: `Give run ${setting('scale')} max-abs, which divides each feature by its largest |value|` };
}

function unusedFeatures({ facts: { features, dataset } }: Findings): Warning | undefined {
  if (features.neverActive <= MOST * dataset.features) return undefined;
  return {
    message: `${features.neverActive} of ${dataset.features} features never occur`,
    hint: 'Is it a part of a larger file, or is an index wrong? Those that never occur cost nothing',
  };
}

function tooLarge({ facts: { smoothness } }: Findings): Warning | undefined {
  if (smoothness === null || smoothness.mean !== null) return undefined;
  return {
    message: 'the features do not fit into the 4 GiB of memory that a run has',
    hint: 'Drop rare features, or number those that occur from 1',
  };
}
