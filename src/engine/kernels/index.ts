export { startAverage } from './average';
export { copyIterate, setIterate } from './iterate';
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
