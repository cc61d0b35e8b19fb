import type { Run } from './schema.js';

type Environment = Run['environment'];

const NOTED: { noun: string; value: (environment: Environment) => string }[] = [
  { noun: 'CPUs', value: ({ cpu }) => cpu },
  { noun: 'versions of Node', value: ({ node }) => node },
];

/** Says where runs come from machines whose seconds are not to be compared. */
export function mixedEnvironments(runs: { environment: Environment }[]): string[] {
  return NOTED.flatMap(({ noun, value }) => {
    const values = [...new Set(runs.map(({ environment }) => value(environment)))];
    return values.length > 1
      ? [`the runs are from different ${noun}, so their seconds do not compare: ${values.join(', ')}`]
      : [];
  });
}
