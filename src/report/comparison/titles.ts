import type { NamedTarget } from '../../results/comparison/compare.js';
import type { ComparedGroup } from '../../results/comparison/rows.js';
import { setting } from '../../util/setting.js';
import { count, rounded, significant } from '../../util/text.js';

type Objective = Pick<ComparedGroup, 'dataset' | 'objective'>;

const SHORT_HASH = 8;

/** The first digits of a hash. */
export function shorten(hash: string): string {
  return hash.slice(0, SHORT_HASH);
}

/** The title of a group. */
function titleOf(group: Objective, all: Objective[]): string {
  return [group.dataset.name, ...objectiveParts(group, all)].join(', ');
}

/**
 * What to say of an objective beside the name of its dataset, without what is the same in all groups and rarely of
 * interest.
 * @param all the objectives that it has to be told from
 */
export function objectiveParts({ dataset, objective }: Objective, all: Objective[]): string[] {
  const { loss, l2, bias, positive, test, scale } = objective;
  const isAlike = all.some((other) => other.objective.l2 !== l2 && rounded(other.objective.l2) === rounded(l2));
  const parts = [`${loss} loss`, `λ = ${isAlike ? l2 : rounded(l2)}`];
  if (bias) parts.push('with a bias');
  if (scale) parts.push(`scaled by ${scale}`);
  if (test && 'fraction' in test) parts.push(`${test.fraction} held out`);
  const classes = all.filter((other) => other.objective.positive);
  if (positive && differ(classes, (other) => other.objective.positive)) parts.push(`+1 is ${positive.join(' ')}`);
  if (differ(all, (other) => other.objective.test) && test && 'sha256' in test) {
    parts.push(`test data ${shorten(test.sha256)}`);
  }
  const namesakes = all.filter((other) => other.dataset.name === dataset.name);
  if (differ(namesakes, (other) => other.dataset.sha256)) parts.push(`sha256 ${shorten(dataset.sha256)}`);
  return parts;
}

/** The text above the table of a group. */
export function headingOf(group: ComparedGroup, groups: ComparedGroup[]): string {
  const heading = `${titleOf(group, groups)}: ${group.algorithm}`;
  const seeds = commonSeeds(group);
  return seeds === undefined || seeds === 1 ? heading : `${heading}, ${count(seeds, 'seed')}`;
}

/** The number of seeds of every row; undefined if rows differ in it. */
export function commonSeeds({ rows }: ComparedGroup): number | undefined {
  return differ(rows, ({ seeds }) => seeds) ? undefined : rows[0]?.seeds;
}

function differ<Entry>(entries: Entry[], part: (entry: Entry) => unknown): boolean {
  return new Set(entries.map((entry) => JSON.stringify(part(entry)))).size > 1;
}

/** The targets and how they were found, one sentence each. */
export function describeTargets(targets: NamedTarget[]): string[] {
  return targets.map((target) => {
    const seed = target.seed === null ? '' : `, seed ${target.seed}`;
    const of = targets.length > 1 ? ` of ${titleOf(target, targets)}${seed}` : '';
    return `Target${of}: ${describeTarget(target)}.`;
  });
}

function describeTarget({ loss, suboptimality, from }: NamedTarget): string {
  if (suboptimality !== null) return `suboptimality ${suboptimality}, as given by ${setting('targetSuboptimality')}`;
  if (!from)
    return loss === null ? 'none, for want of a finite loss' : `train loss ${loss}, as given by ${setting('target')}`;
  const { batch, initial, final } = from;
  if (loss === null) return `none, since no run of batch ${batch} came below F(w₀) = ${significant(initial)}`;
  const way = `on its way from ${significant(initial)} to ${significant(final)}`;
  return `train loss ${significant(loss)}, where the best run of batch ${batch} is half-way in epochs ${way}`;
}
