import type { Run } from './schema.js';

/** A part of two runs that differs, as text. */
export interface RunDifference {
  key: string;
  from: string;
  to: string;
}

/** What makes two runs different: the content of their data, and the keys of their configurations. */
export function explainDifference(one: Run, other: Run): RunDifference[] {
  return [
    difference('dataset', describeData(one), describeData(other)),
    ...configurationDifferences(one, other),
  ].filter(({ from, to }) => from !== to);
}

/** The versions that made two runs, if they differ. */
export function explainVersions(one: Run, other: Run): RunDifference | undefined {
  const versions = difference('adabatch', one.environment.adabatch, other.environment.adabatch);
  return versions.from === versions.to ? undefined : versions;
}

function configurationDifferences({ configuration: one }: Run, { configuration: other }: Run): RunDifference[] {
  // Either configuration may have keys that the other lacks.
  return Object.keys({ ...one, ...other }).map((key) => {
    const [from, to] = [one, other].map((configuration) => configuration[key as keyof typeof configuration]);
    return difference(key, describeValue(from), describeValue(to));
  });
}

function difference(key: string, from: string, to: string): RunDifference {
  return { key, from, to };
}

/** Describes the data without their name, since the same content may have several. */
function describeData({ dataset: { rows, features, nonzeros, sha256 } }: Run): string {
  return `${rows} × ${features}, ${nonzeros} values, sha256 ${sha256}`;
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
