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

/** Bold text is this much wider. */
const BOLD = 1.07;

/** The width of text in pixels. */
export function widthOf(text: string, fontSize: number, isBold = false): number {
  const widths = [...text].map((character) => WIDTHS[character.charCodeAt(0) - FIRST] ?? widthOfOther(character));
  return (widths.reduce((sum, width) => sum + width, 0) * fontSize * (isBold ? BOLD : 1)) / 1000;
}

function widthOfOther(character: string): number {
  return OTHER_WIDTHS[character] ?? (/[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(character) ? SUPERSCRIPT_WIDTH : UNKNOWN_WIDTH);
}

/** Breaks text between words, into lines that fit. */
export function folded(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Labels that touch, and so are placed together. */
interface Cluster {
  members: number[];
  /** Of the places that they want. */
  sum: number;
  centre: number;
}

/**
 * Moves labels apart as little as possible, keeping their order: those that touch lie around the mean of where they
 * belong.
 * @param wanted where each label belongs
 * @param gap the least distance between two
 */
export function spreadLabels(wanted: readonly number[], gap: number, [low, high]: [number, number]): number[] {
  const cluster = (members: number[], sum: number): Cluster => {
    const half = ((members.length - 1) / 2) * gap;
    return { members, sum, centre: Math.max(low + half, Math.min(high - half, sum / members.length)) };
  };
  const touch = (one: Cluster, other: Cluster) =>
    one.centre + (one.members.length + other.members.length) * (gap / 2) > other.centre;
  const clusters: Cluster[] = [];
  for (const [position, value] of [...wanted.entries()].sort(([, one], [, other]) => one - other)) {
    let last = cluster([position], value);
    for (let before = clusters.at(-1); before && touch(before, last); before = clusters.at(-1)) {
      clusters.pop();
      last = cluster([...before.members, ...last.members], before.sum + last.sum);
    }
    clusters.push(last);
  }
  const places: number[] = [];
  for (const { members, centre } of clusters) {
    for (const [rank, member] of members.entries()) places[member] = centre + (rank - (members.length - 1) / 2) * gap;
  }
  return places;
}
