// Where names of lines go, and how much room they take.

/** Widths of the characters from space to ~ in Helvetica, in thousandths of the font size; Arial and Arimo share them. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const OTHER_WIDTHS: Readonly<Record<string, number>> = { '⁻': 333, '−': 584, '×': 584, '…': 1000, '·': 278, '–': 556 };
const SUPERSCRIPT_WIDTH = 333;
/** Of a character that is in neither list: wider than most. */
const UNKNOWN_WIDTH = 600;
const FIRST = 32;

/** The width of text in pixels. */
export function widthOf(text: string, fontSize: number): number {
  const widths = [...text].map((character) => WIDTHS[character.charCodeAt(0) - FIRST] ?? widthOfOther(character));
  return (widths.reduce((sum, width) => sum + width, 0) * fontSize) / 1000;
}

function widthOfOther(character: string): number {
  return OTHER_WIDTHS[character] ?? (/[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(character) ? SUPERSCRIPT_WIDTH : UNKNOWN_WIDTH);
}

/** Labels that touch, and so are placed together. */
interface Cluster {
  members: number[];
  wanted: number;
  centre: number;
}

/**
 * Moves labels apart as little as possible, keeping their order: those that touch lie around the mean of where they
 * belong.
 * @param wanted where each label belongs
 * @param gap the least distance between two
 */
export function spreadLabels(wanted: readonly number[], gap: number, [low, high]: [number, number]): number[] {
  const clusters: Cluster[] = [];
  for (const [position, value] of [...wanted.entries()].sort(([, one], [, other]) => one - other)) {
    let last: Cluster = { members: [position], wanted: value, centre: value };
    let before = clusters.at(-1);
    while (before && before.centre + (before.members.length + last.members.length) * (gap / 2) > last.centre) {
      clusters.pop();
      last = joined(before, last);
      last.centre = inside(last, gap, [low, high]);
      before = clusters.at(-1);
    }
    last.centre = inside(last, gap, [low, high]);
    clusters.push(last);
  }
  const places: number[] = [];
  for (const { members, centre } of clusters) {
    for (const [rank, member] of members.entries()) places[member] = centre + (rank - (members.length - 1) / 2) * gap;
  }
  return places;
}

function joined(one: Cluster, other: Cluster): Cluster {
  const members = [...one.members, ...other.members];
  const wanted = one.wanted + other.wanted;
  return { members, wanted, centre: wanted / members.length };
}

function inside({ members, centre }: Cluster, gap: number, [low, high]: [number, number]): number {
  const half = ((members.length - 1) / 2) * gap;
  return Math.max(low + half, Math.min(high - half, centre));
}
