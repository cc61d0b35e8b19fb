import type { View } from 'vega';
import type { Value } from './values.js';

/** A point of a line, or a value that it missed, and where it lies in the picture. */
export interface Place {
  /** In pixels, relative to the group in which the picture is. */
  x: number;
  y: number;
  block: string;
  panel: string;
  line: string;
  /** Its value on the x axis. */
  at: number;
  isMissed: boolean;
}

/** The part of Vega's scene that is looked at, which its types leave open. */
interface SceneMark {
  marktype: string;
  items: SceneItem[];
}
interface SceneItem {
  x?: number;
  y?: number;
  datum?: Partial<Value>;
  items?: SceneMark[];
}

/** All points of a picture, in the order in which they are drawn. */
export function placesIn(view: View): Place[] {
  const { root } = view.scenegraph() as unknown as { root: SceneMark };
  return placesOf(root, 0, 0);
}

function placesOf({ marktype, items }: SceneMark, left: number, top: number): Place[] {
  return items.flatMap(({ x = 0, y = 0, datum, items: inner }) => {
    if (inner) return inner.flatMap((mark) => placesOf(mark, left + x, top + y));
    const { kind, block, panel, line, x: at } = datum ?? {};
    const isMissed = kind === 'missed';
    const isPlace = isMissed || (kind === 'point' && marktype === 'line');
    if (!isPlace || block === undefined || panel === undefined || line === undefined || at === undefined) return [];
    return [{ x: left + x, y: top + y, block, panel, line, at, isMissed }];
  });
}
