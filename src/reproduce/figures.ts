import type { Figure } from '../report/plots/figure.js';
import { noChoice, type Picture, subjectsOf } from '../report/plots/pictures/picture.js';
import type { Drawing } from '../results/comparison/curves.js';
import { UserError } from '../util/errors.js';

/**
 * A picture of each objective of a drawing; those of which there is nothing to draw are left out.
 * @param y the measure, if the picture has several
 */
export function figuresOf(drawing: Drawing, picture: Picture, y: string | null = null): Figure[] {
  return subjectsOf(drawing)
    .filter(picture.isFor)
    .flatMap((subject) => {
      try {
        return [picture.figure(subject, { ...noChoice, y })];
      } catch (error) {
        if (error instanceof UserError) return [];
        throw error;
      }
    });
}
