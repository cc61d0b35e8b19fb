import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingsOf, keptBatch, readFindings, rowsOf, tablesOf } from '../../scripts/findings.js';

const METHOD = path.resolve(import.meta.dirname, '../../docs/method.md');

const findings = await readFindings();

test('there are findings on six datasets, whole ones', () => {
  expect(findings.size).toBe(6);
  for (const { isQuick, claims } of findings.values()) {
    expect(isQuick).toBe(false);
    expect(claims.length).toBeGreaterThan(6);
  }
});

describe.each([...findings])('the findings on %s', (_, verdicts) => {
  test('the verdicts on claim 3 are those of the table', () => {
    for (const finding of findingsOf(verdicts, '3').filter(({ verdict }) => verdict !== 'uninformative')) {
      const own = rowsOf(finding).filter(({ rule }) => rule === 'adabatch');
      expect(finding.batch ?? 1, finding.about).toBe(keptBatch(own));
    }
  });

  test('no command has a path of one machine', () => {
    expect(verdicts.claims.map(({ command }) => command).join('\n')).not.toMatch(/\s\/|[A-Z]:\\/);
  });
});

test.each([...tablesOf(findings)])('the table of %s in docs/method.md is that of the findings', async (_, table) => {
  expect(await readFile(METHOD, 'utf8')).toContain(`\n\n${table}\n`);
});
