import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomProblem } from './problems.js';

/** Writes a random sparse problem (see randomProblem) as a LIBSVM file; returns its path. */
export function writeRandomData(): Promise<string> {
  return writeData(randomProblem('logistic', 0, { rows: 150, features: 60 }));
}

/** Writes dense rows as a LIBSVM file; returns its path. */
export async function writeData({ rows, labels }: { rows: number[][]; labels: number[] }): Promise<string> {
  const lines = rows.map((row, number) => {
    const pairs = row.flatMap((value, k) => (value === 0 ? [] : [`${k + 1}:${value}`]));
    return [labels[number], ...pairs].join(' ');
  });
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'adabatch-data-')), 'data.svm');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
