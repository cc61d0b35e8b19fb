export { settleAll } from './adagrad';
export { startAverage } from './average';
export { meet } from './barrier';
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
  squaredNorm,
} from './measure';
export { beginBatch, endBatch, fillDerivatives, fillDrift, steps, takeSnapshot } from './steps';
export { beginShare, endShare, synchronousSteps } from './synchronous';
export { countVisits } from './visits';
