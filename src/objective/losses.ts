/** A loss φ(m, y) of a margin and a label. Its value and derivative are in src/engine/kernels/losses.ts, by its name. */
export interface Loss {
  name: string;
  /** The formula in words, for the help. */
  summary: string;
  /** Whether labels are two classes, mapped to −1 and +1, or taken as the numbers they are. */
  labels: 'classes' | 'numbers';
  /** φ''max, the largest second derivative; 1 for the hinge, which has none, since step sizes need one (this project's). */
  curvature: number;
  /** Whether the derivative is continuous. */
  isSmooth: boolean;
  /** Whether some margin has the least value, which is then not only a limit. */
  attainsMinimum: boolean;
  /** Whether the margin is the log-odds of the label +1, whose probability then is 1/(1 + e^(−m)). */
  hasProbabilities: boolean;
}

/** The losses by name; a new one is a place in this list, and a code and cases in the kernels' losses.ts. */
export const losses: readonly Loss[] = [
  {
    name: 'logistic',
    summary: 'log(1 + e^(−ym))',
    labels: 'classes',
    curvature: 1 / 4,
    isSmooth: true,
    attainsMinimum: false,
    hasProbabilities: true,
  },
  {
    name: 'squared',
    summary: '½(m − y)²',
    labels: 'numbers',
    curvature: 1,
    isSmooth: true,
    attainsMinimum: true,
    hasProbabilities: false,
  },
  {
    name: 'hinge',
    summary: 'max(0, 1 − ym)',
    labels: 'classes',
    curvature: 1,
    isSmooth: false,
    attainsMinimum: true,
    hasProbabilities: false,
  },
  {
    name: 'squared-hinge',
    summary: '½max(0, 1 − ym)²',
    labels: 'classes',
    curvature: 1,
    isSmooth: true,
    attainsMinimum: true,
    hasProbabilities: false,
  },
];

/** The loss whose derivative at label 0 is the margin itself: with it, a gradient is a product with XᵀX. */
export const squared = losses.find(({ name }) => name === 'squared') as Loss;
