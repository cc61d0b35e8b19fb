// The library: what is public. The command line is another door to the same rooms.

export type { Algorithm } from './algorithms/algorithm.js';
export type { Execution } from './algorithms/executions/execution.js';
export { executions } from './algorithms/executions/index.js';
export { algorithms } from './algorithms/index.js';
export { type Order, orders } from './algorithms/orders.js';
export type { Schedule } from './algorithms/schedules.js';
export type { Dataset } from './data/dataset.js';
export { readDataset } from './data/open.js';
export type { Observer } from './experiment/observer.js';
export type { OptimumReport } from './experiment/optimum-report.js';
export type { Tuned } from './experiment/searches.js';
export { type AskedTolerances, check, compare, readRuns } from './library/results.js';
export { optimum, run, tune, type WorkOptions } from './library/run.js';
export { type SweepOptions, type SweepSettings, sweep } from './library/sweep.js';
export { type Loss, losses } from './objective/losses.js';
export type { Check } from './results/check/verdict.js';
export type { Comparison, ComparisonRequest } from './results/comparison/compare.js';
export { saveRun } from './results/save.js';
export { type Configuration, type Point, type Run, runSchema, type Status, type Tuning } from './results/schema.js';
export { rules } from './rules/index.js';
export type { Rule } from './rules/rule.js';
export type { ProblemSettings, RunSettings } from './settings/request.js';
export type { RunEnd } from './sweep/run.js';
export type { SweepOutcome } from './sweep/sweep.js';
export { InputError, type Place, UserError } from './util/errors.js';
