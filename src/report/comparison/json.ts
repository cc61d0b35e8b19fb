import type { Comparison } from '../../results/comparison/compare.js';

/** A comparison as JSON. A figure that was never reached is null, as JSON has no infinity. */
export function comparisonJson({ groups, targets, baseline }: Comparison): string {
  const content = {
    schema: 'adabatch/comparison@1',
    targets,
    baseline: baseline && Object.fromEntries(baseline),
    groups: groups.map(({ varying, ...group }) => group),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
