/** The names of the options in other programs and papers. A name may stand for several. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  dataset: ['data', 'file', 'input', 'train', 'train-file', 'train-data', 'training-data'],
  test: ['valid', 'validation', 'test-file', 'test-data', 'eval', 'held-out'],
  'test-fraction': ['test-size', 'test-split', 'validation-split', 'validation-fraction', 'holdout'],
  positive: ['positive-label', 'pos-label'],
  'label-column': ['label', 'target', 'target-column'],
  'index-base': ['zero-based', 'one-based'],
  loss: ['loss-function', 'criterion', 'objective'],
  l2: ['lambda', 'alpha', 'reg', 'regularisation', 'regularization', 'weight-decay', 'l2-reg', 'ridge', 'penalty'],
  bias: ['intercept', 'fit-intercept'],
  algorithm: ['algo', 'method', 'optimizer', 'optimiser', 'solver'],
  rule: ['aggregation', 'aggregator', 'update-rule'],
  batch: ['batch-size', 'bs', 'minibatch', 'minibatch-size'],
  'step-size': ['lr', 'learning-rate', 'initial-learning-rate', 'step', 'eta', 'eta0', 'gamma', 'alpha'],
  schedule: ['decay', 'lr-schedule', 'lr-decay', 'learning-rate-schedule', 'scheduler'],
  average: ['averaging'],
  'warm-start': ['init', 'initial-model', 'initial-regressor', 'resume', 'model'],
  'save-model': ['final-regressor', 'model-out', 'model'],
  order: ['shuffle', 'sampling', 'sampler'],
  workers: ['threads', 'jobs', 'n-jobs', 'j', 'processes', 'cores', 'num-threads', 'num-workers'],
  jobs: ['threads', 'n-jobs', 'j', 'processes', 'parallel'],
  seed: ['random-seed', 'random-state', 'rng-seed'],
  epochs: ['epoch', 'passes', 'iterations', 'iters', 'max-iter', 'n-iter', 'max-epochs', 'n-epochs', 'num-epochs'],
  'max-passes': ['passes', 'max-evaluations'],
  'target-loss': ['target', 'tol', 'tolerance'],
  'time-limit': ['timeout', 'max-time'],
  'measure-every': ['eval-every', 'log-every', 'evaluate-every', 'log-interval', 'eval-interval'],
  out: ['output', 'output-dir', 'out-dir', 'output-file', 'results', 'directory'],
  name: ['run-name', 'experiment-name'],
  quiet: ['silent'],
  debug: ['verbose'],
  plan: ['dry-run'],
  force: ['overwrite', 'rerun'],
  config: ['sweep-file', 'yaml', 'grid'],
  fraction: ['test-fraction', 'test-size', 'share'],
  'loss-tolerance': ['tolerance', 'tol', 'threshold'],
  rows: ['samples', 'n-samples'],
  features: ['dimension', 'n-features', 'columns'],
};

/** Whether a name that no option has, in any spelling, may mean this option. */
export function isCalled(option: string, name: string): boolean {
  const meant = spelling(name);
  return [option, ...(SYNONYMS[option] ?? [])].some((known) => spelling(known) === meant);
}

/** Drops capitals, hyphens and underscores: batch_size and batchSize are batch-size. */
function spelling(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}
