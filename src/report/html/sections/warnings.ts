import type { DrawnGroup, DrawnRow } from '../../../results/comparison/curves.js';
import { mixedEnvironments } from '../../../results/environments.js';
import { cautionsOf } from '../../comparison/remarks.js';
import { headingOf } from '../../comparison/titles.js';
import { valueText, words } from '../../comparison/words.js';
import { listOf } from '../markup.js';
import type { Report } from '../report.js';

/** Says what limits the worth of the figures; empty if nothing does. */
export function warningsSection({ drawing: { groups }, runs, spell }: Report): string {
  const ofGroups = groups.flatMap((group) => {
    const texts = [...diverged(group), ...cautionsOf(group).map(spell)];
    return groups.length > 1 ? texts.map((text) => `${headingOf(group, groups)}: ${text}`) : texts;
  });
  const texts = [...ended(runs), ...contended(runs), ...mixedEnvironments(runs), ...ofGroups];
  if (texts.length === 0) return '';
  return `<section aria-labelledby="warnings">
<h2 id="warnings">Warnings</h2>
${listOf(texts)}
</section>`;
}

/** Of several steps a row shows the best, so that rows alone do not say how many runs came to nothing. */
function ended(runs: Report['runs']): string[] {
  return (['diverged', 'interrupted'] as const).flatMap((status) => {
    const { length } = runs.filter((run) => run.status === status);
    return length > 0 ? [`${length} of ${runs.length} runs ${status === 'diverged' ? status : `were ${status}`}.`] : [];
  });
}

function contended(runs: Report['runs']): string[] {
  const { length } = runs.filter(({ environment }) => environment.contended);
  return length > 0 ? [`${length} of ${runs.length} runs were measured while others went on: seconds say little.`] : [];
}

function diverged({ rows, varying }: DrawnGroup): string[] {
  return rows.flatMap((row) => {
    const { statuses, keys } = row;
    if (!statuses.diverged) return [];
    const others = varying.map((key) => `, ${words(key)} ${valueText(keys[key])}`).join('');
    return [`${valueText(keys.rule)} ${keys.batch}${others}: ${statuses.diverged} of ${runsOf(row)} diverged.`];
  });
}

function runsOf({ statuses }: DrawnRow): number {
  return Object.values(statuses).reduce((sum, count) => sum + count, 0);
}
