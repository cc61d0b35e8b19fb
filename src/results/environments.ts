import type { Run } from './schema.js';

type Environment = Run['environment'];

interface Part {
  noun: string;
  plural: string;
  value(environment: Environment): string;
}

/** What seconds depend on: runs that differ in it have seconds that do not compare. */
export const TIMED: readonly Part[] = [
  { noun: 'CPU', plural: 'CPUs', value: ({ cpu }) => cpu },
  { noun: 'Node', plural: 'versions of Node', value: ({ node }) => node },
];

const PROGRAM: Part = { noun: 'adabatch', plural: 'versions of adabatch', value: ({ adabatch }) => adabatch };

/** Says if runs come from machines or versions whose times do not compare. */
export function mixedEnvironments(runs: { environment: Environment }[]): string[] {
  return [...TIMED, PROGRAM].flatMap((part) => {
    const values = [...new Set(runs.map(({ environment }) => part.value(environment)))];
    const consequence = part === PROGRAM ? 'whose curves may differ' : 'so their seconds do not compare';
    return values.length > 1
      ? [`the runs are from different ${part.plural}, ${consequence}: ${values.join(', ')}`]
      : [];
  });
}
