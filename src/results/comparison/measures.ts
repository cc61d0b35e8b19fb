/** What a curve can show, of which every point has a value or none. */
export const measures = ['trainLoss', 'testLoss', 'suboptimality', 'trainError', 'testError'] as const;
/** One of these. */
export type Measure = (typeof measures)[number];

/** What a curve can be drawn against. */
export const costs = ['epoch', 'passes', 'updates', 'seconds'] as const;
/** One of these. */
export type Cost = (typeof costs)[number];
