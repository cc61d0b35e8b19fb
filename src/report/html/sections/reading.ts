import { listOf } from '../markup.js';

const EXPLAINED = [
  'A row or a line is a configuration. Lines are medians over its seeds; bands and bars are their range, from the ' +
    'least to the greatest.',
  'Of several given step sizes the best stands, as in adabatch compare, whose figures all of these are.',
  'A cross marks where runs diverged; a triangle above a picture a batch whose runs diverged or did not ' +
    'reach the target.',
];

/** Says what rows, lines, bands and marks are. */
export function readingSection(): string {
  return `<section aria-labelledby="reading">
<h2 id="reading">How to read this</h2>
${listOf(EXPLAINED)}
</section>`;
}
