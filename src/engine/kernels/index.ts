export { settleAll } from './adagrad';
export {
  addGradient,
  fillFrequencies,
  largestSquaredRowNorm,
  measure,
  measuredErrors,
  measuredLoss,
  squaredNorm,
} from './measure';
export { beginBatch, endBatch, steps, takeSnapshot } from './steps';
