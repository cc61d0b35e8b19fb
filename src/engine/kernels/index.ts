export { settleAll } from './adagrad';
export { startAverage } from './average';
export { meet } from './barrier';
export { fillLossDerivatives, sumGradients } from './gradients';
export { copyIterate, setIterate } from './iterate';
export { LossCode, lossDerivative, lossValue } from './losses';
export {
  addCurvatureDiagonal,
  addCurvatureProduct,
  addGradient,
  fillCurvatures,
  fillFrequencies,
  fillMargins,
  hasOneSidedFeature,
  largestMargin,
  largestSquaredRowNorm,
  measure,
  squaredNorm,
} from './measure';
export { StepKind } from './step-kinds';
export { beginBatch, endBatch, steps } from './steps';
export { fillDerivatives, fillDrift, takeSnapshot } from './svrg';
export { beginShare, endShare, synchronousSteps } from './synchronous';
export { countVisits } from './visits';
