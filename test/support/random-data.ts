import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomProblem } from './problems.js';

/** Writes a random sparse problem (see randomProblem) as a LIBSVM file; returns its path. */
export async function writeRandomData(rows = 150, features = 60): Promise<string> {
  const { rows: dense, labels } = randomProblem('logistic', 0, { rows, features });
  const lines = dense.map((row, number) => {
    const pairs = row.flatMap((value, k) => (value === 0 ? [] : [`${k + 1}:${value}`]));
    return [labels[number], ...pairs].join(' ');
  });
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'adabatch-data-')), 'random.svm');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
