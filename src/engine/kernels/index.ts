export { settleAll } from './adagrad';
export { startAverage } from './average';
export { copyIterate, setIterate } from './iterate';
export {
  addCurvatureDiagonal,
  addCurvatureProduct,
  addGradient,
  fillCurvatures,
  fillFrequencies,
  hasOneSidedFeature,
  largestMargin,
  largestSquaredRowNorm,
  measure,
  measuredErrors,
  measuredLoss,
  squaredNorm,
} from './measure';
export { beginBatch, endBatch, steps, takeSnapshot } from './steps';
