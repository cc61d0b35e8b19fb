import { UserError } from '../../../util/errors.js';
import { definitions } from '../../comparison/definitions.js';
import { describeRules, type Spell } from '../../comparison/remarks.js';
import type { Figure } from '../../plots/figure.js';
import { byBatch } from '../../plots/pictures/by-batch.js';
import { curves } from '../../plots/pictures/curves.js';
import { noChoice, type Picture, type Subject } from '../../plots/pictures/picture.js';
import { speedUp } from '../../plots/pictures/speed-up.js';
import { specificationOf } from '../../plots/vega/specification.js';
import { escapeHtml, listOf } from '../markup.js';

/** The pictures of a subject as figures with captions, drawn for light paper, as they read without scripts. */
export async function picturesOf(subject: Subject, position: number, spell: Spell): Promise<string> {
  const shown = [...(byBatch.isFor(subject) ? [byBatch] : []), curves, ...(hasWorkers(subject) ? [speedUp] : [])];
  const parts: string[] = [];
  for (const picture of shown) parts.push(await pictureOf(picture, subject, position, spell));
  return parts.join('\n');
}

function hasWorkers({ groups }: Subject): boolean {
  return groups.some(({ rows }) =>
    rows.some(({ speedUp: factor, keys }) => factor !== null && Number(keys.workers) > 1),
  );
}

async function pictureOf(picture: Picture, subject: Subject, position: number, spell: Spell): Promise<string> {
  try {
    return await figureOf(picture.figure(subject, noChoice), picture, subject, position);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return paragraph(spell(error.message));
  }
}

async function figureOf(figure: Figure, picture: Picture, subject: Subject, position: number): Promise<string> {
  const { toSvg } = await import('../../plots/vega/svg.js');
  const id = `${picture.name}-${position + 1}`;
  const svg = await toSvg(specificationOf([figure], { theme: 'light', width: null, hasTitle: false }), { name: id });
  return `<figure id="${id}" data-picture="${picture.name}" data-subject="${position}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${escapeHtml(figure.title)}</h3>
<p class="subtitle">${escapeHtml(figure.subtitle.join('; '))}</p>
<div class="controls"></div>
<div class="plot" role="group" tabindex="0" aria-label="${escapeHtml(figure.title)}">${shortened(svg)}</div>
<figcaption>${captionOf(figure, picture, subject)}</figcaption>
</figure>`;
}

/** What a picture says, and what its figures are. */
function captionOf(figure: Figure, picture: Picture, subject: Subject): string {
  const { toTarget, excess, criticalBatch, speedUp: factor } = definitions;
  if (picture === byBatch)
    return `${listOf(sentencesOf(subject))}${paragraph(`${toTarget} ${excess} ${criticalBatch}`)}`;
  return picture === speedUp ? paragraph(factor) : `<p class="description">${escapeHtml(figure.description)}</p>`;
}

/** A sentence for each rule, and for each algorithm where there are several. */
function sentencesOf({ groups }: Subject): string[] {
  return groups.flatMap((group) => {
    const sentences = describeRules(group);
    return groups.length > 1 ? sentences.map((sentence) => `${group.algorithm}, ${sentence}`) : sentences;
  });
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

/** A picture whose lines are exact to a tenth of a pixel, which is half of its size. */
function shortened(svg: string): string {
  return svg.replaceAll(/ d="[^"]*"/g, (path) =>
    path.replaceAll(/(?<!\d)\d+\.\d{2,}/g, (number) => String(+(+number).toFixed(1))),
  );
}
