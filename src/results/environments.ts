import type { Run } from './schema.js';

type Environment = Run['environment'];

const SECONDS = 'so their seconds do not compare';
const NOTED: { noun: string; value: (environment: Environment) => string; consequence: string }[] = [
  { noun: 'CPUs', value: ({ cpu }) => cpu, consequence: SECONDS },
  { noun: 'versions of Node', value: ({ node }) => node, consequence: SECONDS },
  { noun: 'versions of adabatch', value: ({ adabatch }) => adabatch, consequence: 'whose curves may differ' },
];

/** Says where runs come from machines or versions that are not to be compared. */
export function mixedEnvironments(runs: { environment: Environment }[]): string[] {
  return NOTED.flatMap(({ noun, value, consequence }) => {
    const values = [...new Set(runs.map(({ environment }) => value(environment)))];
    return values.length > 1 ? [`the runs are from different ${noun}, ${consequence}: ${values.join(', ')}`] : [];
  });
}
