import { joined } from '../../../util/text.js';
import type { Figure } from '../../plots/figure.js';
import { numeral } from '../../plots/ticks.js';
import type { Place } from '../../plots/vega/places.js';

const DIGITS = 5;

/** What a point says of itself, in lines. */
export function describePlace(figure: Figure, place: Place): string {
  const { block, panel, line, at, isMissed } = place;
  const name = figure.nameTitle ? `${figure.nameTitle} ${line}` : line;
  const heading = joined(block, panel, name);
  const value = isMissed ? figure.missed : valueAt(figure, place);
  return [heading, `${figure.x.title}: ${short(at)}`, `${figure.y.title}: ${value}`].join('\n');
}

function valueAt({ blocks }: Figure, { block, panel, line, at }: Place): string {
  const panels = blocks.find(({ title }) => title === block)?.panels;
  const lines = panels?.find(({ title }) => title === panel)?.lines;
  const points = lines?.find(({ name }) => name === line)?.points;
  const point = points?.find(({ x }) => x === at);
  if (!point) return '';
  const { y, low, high } = point;
  return low === high ? short(y) : `${short(y)} (${short(low)} to ${short(high)})`;
}

function short(value: number): string {
  return numeral(Number(value.toPrecision(DIGITS)));
}
