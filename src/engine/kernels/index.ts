export {
  addGradient,
  fillFrequencies,
  largestSquaredRowNorm,
  measure,
  measuredErrors,
  measuredLoss,
  squaredNorm,
} from './measure';
export { beginBatch, endBatch, sgdByCount, sgdProximal, sgdUniform } from './sgd';
