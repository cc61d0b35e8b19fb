// Lists the mutants of Stryker's last report that no test has caught, and says of each folder what share was caught.
//   node test/mutants/survivors.js [FOLDER]
// Those that docs/decisions/equivalent-mutants.md names, in the words of this list, count as no mutants.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [wanted = 'src'] = process.argv.slice(2);
const CAUGHT = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];
/** As much of a mutant's text as a line shows. */
const WIDTH = 100;

const { files } = JSON.parse(readFileSync('reports/mutants/mutants.json', 'utf8'));
const equivalent = readFileSync('docs/decisions/equivalent-mutants.md', 'utf8');
const scores = new Map();
for (const [file, { source, mutants }] of Object.entries(files)) {
  if (!file.startsWith(wanted)) continue;
  const lines = source.split('\n');
  for (const mutant of mutants)
    count(file, mutant, `${shown(original(lines, mutant.location))} → ${shown(mutant.replacement)}`);
}
for (const [folder, { caught, missed, equivalents }] of scores) {
  const share = ((100 * caught) / (caught + missed)).toFixed(1);
  console.log(
    `${folder}: ${share} % of ${caught + missed} mutants caught, ${missed} missed, ${equivalents} equivalent`,
  );
}

function count(file, { status, mutatorName, location }, change) {
  const folder = path.dirname(file).split('/').slice(0, 2).join('/');
  const score = scores.get(folder) ?? { caught: 0, missed: 0, equivalents: 0 };
  scores.set(folder, score);
  if (CAUGHT.includes(status)) score.caught++;
  if (!MISSED.includes(status)) return;
  if (equivalent.includes(`| ${file} | \`${change.replaceAll('|', '\\|')}\` |`)) {
    score.equivalents++;
    return;
  }
  score.missed++;
  console.log(`${file}:${location.start.line}:${location.start.column}  ${status}  ${mutatorName}  ${change}`);
}

function original(lines, { start, end }) {
  const text = lines.slice(start.line - 1, end.line).join('\n');
  return text.slice(start.column - 1, text.length - lines[end.line - 1].length + end.column - 1);
}

/** A text in one line. */
function shown(text) {
  const line = text.replace(/\s+/g, ' ').replaceAll('`', "'");
  return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line;
}
