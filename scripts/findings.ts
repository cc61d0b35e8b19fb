// Makes the tables of docs/method.md of what `adabatch reproduce` found on public data, in results/findings;
// `npm run findings` prints them.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { mean } from 'simple-statistics';
import { type Finding, type Verdicts, verdictsSchema } from '../src/results/verdicts.js';

const FOLDER = path.join(import.meta.dirname, '../results/findings');
/** The data of the comparison of the rules between: those of the prototypes. */
const COMPARED = ['news20_bin10_l2', 'money-fx', 'w8a', 'a9a', 'spam-sms'];
const BETWEEN = ['mean', 'power:0.25', 'power:0.5', 'power:0.75', 'adabatch'];
/** The criterion of claim 3, in per cent. */
const SMALL_EXCESS = 2;
const STANDARD_ERRORS = 2;
/** That of claim 6, over those of batch 1. */
const MOST_PASSES = 1.25;

/** What was found on each dataset, by the name of the file. */
export async function readFindings(): Promise<ReadonlyMap<string, Verdicts>> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort();
  const found = new Map<string, Verdicts>();
  for (const file of files) {
    found.set(path.parse(file).name, verdictsSchema.parse(JSON.parse(await readFile(path.join(FOLDER, file), 'utf8'))));
  }
  return found;
}

/** A row of a finding's table, by column. */
export type Row = Record<string, Finding['table']['rows'][number][number]>;

/** The rows of a finding's table. */
export function rowsOf({ table }: Finding): Row[] {
  return table.rows.map((row) => Object.fromEntries(table.columns.map((column, at) => [column, row[at] ?? null])));
}

/** The findings of a claim. */
export function findingsOf({ claims }: Verdicts, name: string): Finding[] {
  return claims.find(({ claim }) => claim === name)?.findings ?? [];
}

/**
 * The largest batch such that no batch up to it has an excess above 2 % or twice its standard error.
 * @param rows those of one rule, by batch
 */
export function keptBatch(rows: readonly Row[]): number {
  let kept = 1;
  for (const { batch, 'excess %': excess, 'standard error %': error } of rows) {
    if (!(Number(excess ?? Infinity) <= Math.max(SMALL_EXCESS, STANDARD_ERRORS * Number(error)))) break;
    kept = Number(batch);
  }
  return kept;
}

/** The largest batch such that no batch up to it takes more than 1.25 times the passes of batch 1. */
function keptBatchOfPasses(rows: readonly Row[]): number {
  const passesAt = (row: Row | undefined) => Number(row?.['passes to 1e-6'] ?? Infinity);
  const lost = rows.findIndex((row) => !(passesAt(row) <= MOST_PASSES * passesAt(rows[0])));
  return Number(rows.at(lost < 0 ? -1 : lost - 1)?.batch);
}

/** The tables by what they are of, in Markdown. */
export function tablesOf(all: ReadonlyMap<string, Verdicts>): ReadonlyMap<string, string> {
  return new Map([
    ['claim 3', sampleEfficiency(all)],
    ['claim 4', largerBatch(all)],
    ['claim 6', varianceReduction(all)],
    ['batches must mix', mixing(all)],
    ['what counting buys', counting(all)],
    ['the rules between', rulesBetween(all)],
    ['passes', passes(all)],
  ]);
}

/** A line for each finding of a claim that has figures. */
function linesOf(
  all: ReadonlyMap<string, Verdicts>,
  claim: string,
  cellsOf: (finding: Finding) => (string | number)[],
): string[] {
  return [...all].flatMap(([data, verdicts]) =>
    findingsOf(verdicts, claim)
      .filter(({ table }) => table.rows.length > 0)
      .map((finding) => line([data, finding.about, ...cellsOf(finding)])),
  );
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function tableOf(columns: readonly string[], lines: readonly string[]): string {
  return [line(columns), line(columns.map(() => '---')), ...lines].join('\n');
}

function ofRule(rows: readonly Row[], rule: string): Row[] {
  return rows.filter((row) => row.rule === rule);
}

function verdictOf({ verdict, batch }: Finding): string {
  return verdict === 'holds up to' ? `${verdict} ${batch}` : verdict;
}

/** A figure with so many digits after the point, or that there is none. */
function figure(value: Row[string] | undefined, digits: number): string {
  return typeof value === 'number' ? value.toFixed(digits).replace(/^-(?=[0.]+$)/, '') : '—';
}

function sampleEfficiency(all: ReadonlyMap<string, Verdicts>): string {
  const rules = ['adabatch', 'mean', 'power:0.5', 'sum'];
  const lines = linesOf(all, '3', (finding) => {
    const rows = rowsOf(finding);
    const isJudged = finding.verdict !== 'uninformative';
    const kept = rules.map((rule) => (isJudged ? keptBatch(ofRule(rows, rule)) : '—'));
    const largest = ofRule(rows, 'adabatch').at(-1);
    return [verdictOf(finding), ...kept, String(largest?.batch), isJudged ? figure(largest?.['excess %'], 1) : '—'];
  });
  return tableOf(['data', '', 'verdict', ...rules, 'largest batch', 'excess of adabatch there, %'], lines);
}

function largerBatch(all: ReadonlyMap<string, Verdicts>): string {
  const lines = linesOf(all, '4', (finding) => [
    verdictOf(finding),
    ...['adabatch', 'mean'].flatMap((rule) => {
      const [row] = ofRule(rowsOf(finding), rule);
      return [String(row?.['chosen batch']), figure(row?.['gain %'], 2), figure(row?.p, 2)];
    }),
  ]);
  return tableOf(['data', '', 'verdict', 'adabatch: batch', 'gain, %', 'p', 'mean: batch', 'gain, %', 'p'], lines);
}

function varianceReduction(all: ReadonlyMap<string, Verdicts>): string {
  const rules = ['adabatch', 'mean', 'power:0.5', 'sum'];
  const lines = linesOf(all, '6', (finding) => {
    const rows = rowsOf(finding);
    const kept = rules.map((rule) => keptBatchOfPasses(ofRule(rows, rule)));
    const largest = String(ofRule(rows, 'adabatch').at(-1)?.batch);
    const remarks = finding.remarks.join(' ');
    const [, ratio = '—'] = /L\/L_f = ([\d.]+)/.exec(remarks) ?? [];
    const [, own = '—', ofMean = '—'] = /number ([\d.e+]+) .* and ([\d.e+]+) with/.exec(remarks) ?? [];
    return [verdictOf(finding), ...kept, largest, ratio, own, ofMean];
  });
  return tableOf(['data', '', 'verdict', ...rules, 'largest batch', 'L/L_f', 'κ adabatch', 'κ mean'], lines);
}

/** The passes of SVRG at batch 1 and at the largest batch up to 1024. */
function passes(all: ReadonlyMap<string, Verdicts>): string {
  const rules = ['mean', 'power:0.5', 'adabatch'];
  const lines = [...all].flatMap(([data, verdicts]) =>
    findingsOf(verdicts, '6').flatMap((finding) => {
      const rows = rowsOf(finding);
      const ends = rules.map((rule) => ofRule(rows, rule).findLast(({ batch }) => Number(batch) <= 1024));
      if (!rows[0]) return [];
      const figures = [rows[0], ...ends].map((row) => figure(row?.['passes to 1e-6'], 1));
      return line([data, figures[0]!, String(ends[0]?.batch), ...figures.slice(1)]);
    }),
  );
  return tableOf(['data', 'batch 1', 'B', ...rules], lines);
}

function mixing(all: ReadonlyMap<string, Verdicts>): string {
  const rules = ['adabatch', 'mean', 'expected', 'power:0.5'];
  const lines = linesOf(all, 'mixing', (finding) => [
    verdictOf(finding),
    ...rules.map((rule) => {
      const [row] = ofRule(rowsOf(finding), rule);
      const [fixed, mixed] = [row?.['sequential: F − F*'], row?.['interleaved: F − F*']];
      return typeof fixed === 'number' && typeof mixed === 'number' ? figure(fixed / mixed, 1) : '—';
    }),
  ]);
  return tableOf(['data', '', 'verdict', ...rules], lines);
}

function counting(all: ReadonlyMap<string, Verdicts>): string {
  const lines = linesOf(all, 'counting', (finding) => {
    const leads = rowsOf(finding).map((row) => Number(row['adabatch below expected, %']));
    return [verdictOf(finding), figure(-Math.min(...leads), 2), figure(Math.max(...leads), 2)];
  });
  return tableOf(['data', '', 'verdict', 'at worst above expected, %', 'at best below, %'], lines);
}

/** The excess at tuned steps, the worst and the mean over data and λ; where there is no such batch, at the largest. */
function rulesBetween(all: ReadonlyMap<string, Verdicts>): string {
  const findings = COMPARED.flatMap((data) => findingsOf(all.get(data) as Verdicts, '3')).filter(({ about }) =>
    about.includes('tuned'),
  );
  const lines = [64, 512, 4096].map((batch) => {
    const cells = BETWEEN.map((rule) => {
      const excesses = findings.map((finding) => {
        const row = ofRule(rowsOf(finding), rule).findLast((candidate) => Number(candidate.batch) <= batch);
        return Number(row?.['excess %']);
      });
      return `${figure(Math.max(...excesses), 2)} / ${figure(mean(excesses), 2)}`;
    });
    return line([batch, ...cells]);
  });
  return tableOf(['B', ...BETWEEN], lines);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, table] of tablesOf(await readFindings())) console.log(`${name}\n\n${table}\n`);
}
