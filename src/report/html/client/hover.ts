/** A point that can be pointed at, in the coordinates of its picture. */
export interface Mark {
  x: number;
  y: number;
  /** Points of one line have the same. */
  line: string;
  /** Of what it says; made when it is needed. */
  text(): string;
}

/** A pointer further away than these pixels points at nothing. */
const REACH = 40;
const RADIUS = 6;
const GAP = 14;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * Shows the values of the point that the pointer is nearest to, or that the arrow keys reached.
 * @returns tells it the points of a picture that was drawn
 */
export function startHover(plot: HTMLElement): (marks: readonly Mark[]) => void {
  let marks: readonly Mark[] = [];
  let current: Mark | undefined;
  const tooltip = document.createElement('p');
  tooltip.className = 'tooltip';
  tooltip.role = 'status';
  plot.after(tooltip);
  const show = (mark: Mark | undefined) => {
    if (mark === current) return;
    current = mark;
    plot.querySelector('.ring')?.remove();
    tooltip.textContent = mark?.text() ?? '';
    const group = groupOf(plot);
    if (!mark || !group) return;
    const ring = document.createElementNS(SVG, 'circle');
    const attributes = { class: 'ring', cx: mark.x, cy: mark.y, r: RADIUS, 'stroke-width': 2, stroke: 'currentColor' };
    for (const [name, value] of Object.entries(attributes)) ring.setAttribute(name, String(value));
    group.append(ring);
    follow();
  };
  const follow = () => {
    const ring = plot.querySelector('.ring');
    if (ring) placeBeside(tooltip, ring.getBoundingClientRect());
  };
  const pointAt = ({ clientX, clientY }: PointerEvent) => {
    const matrix = groupOf(plot)?.getScreenCTM()?.inverse();
    if (matrix) show(nearest(marks, new DOMPoint(clientX, clientY).matrixTransform(matrix)));
  };
  plot.addEventListener('pointermove', pointAt);
  plot.addEventListener('pointerdown', pointAt);
  plot.addEventListener('pointerleave', ({ pointerType }) => {
    // A finger that is lifted leaves, too, and then its owner reads.
    if (pointerType === 'mouse') show(undefined);
  });
  plot.addEventListener('blur', () => show(undefined));
  addEventListener('scroll', follow, true);
  plot.addEventListener('keydown', (event) => {
    const next = event.key === 'Escape' ? undefined : reached(marks, current, event.key);
    if (next === current && event.key !== 'Escape') return;
    event.preventDefault();
    show(next);
  });
  return (drawn) => {
    show(undefined);
    marks = drawn;
  };
}

/** The group in whose coordinates marks are. */
function groupOf(plot: Element): SVGGElement | null {
  return plot.querySelector<SVGGElement>('svg > g');
}

function nearest(marks: readonly Mark[], { x, y }: { x: number; y: number }): Mark | undefined {
  let best: Mark | undefined;
  let least = REACH;
  for (const mark of marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    if (distance < least) [best, least] = [mark, distance];
  }
  return best;
}

/** Where a key leads: to the left and right along a line, up and down to the next line. */
function reached(marks: readonly Mark[], from: Mark | undefined, key: string): Mark | undefined {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[key];
  if (step === undefined) return from;
  if (!from) return [...marks].sort((one, other) => one.x - other.x)[0];
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const along = marks.filter(({ line }) => line === from.line).sort((one, other) => one.x - other.x);
    return along[along.indexOf(from) + step] ?? from;
  }
  const lines = [...new Set(marks.map(({ line }) => line))];
  const line = lines[lines.indexOf(from.line) + step];
  const others = marks.filter((mark) => mark.line === line);
  others.sort((one, other) => Math.abs(one.x - from.x) - Math.abs(other.x - from.x));
  return others[0] ?? from;
}

/** Puts the tooltip above a place, or below where there is no room, within the window. */
function placeBeside(tooltip: HTMLElement, { left, top, bottom }: DOMRect): void {
  const { width, height } = tooltip.getBoundingClientRect();
  const room = document.documentElement.clientWidth - width - 4;
  tooltip.style.left = `${Math.max(4, Math.min(room, left + GAP))}px`;
  tooltip.style.top = `${top - height - 4 > 0 ? top - height - 4 : bottom + 4}px`;
}
