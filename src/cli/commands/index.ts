import type { LazyCommand } from '../lazy-command.js';

/** The commands, in the order of the help; a new one is a file in this folder and a place in this list. */
export const commands: readonly LazyCommand[] = [
  {
    name: 'run',
    description: 'run one configuration and save its loss curve',
    load: async () => (await import('./run.js')).defineRunCommand,
  },
  {
    name: 'sweep',
    description: 'run every combination of lists and ranges of options',
    load: async () => (await import('./sweep.js')).defineSweepCommand,
  },
  {
    name: 'submit',
    description: 'hand a sweep to a cluster: Slurm, Kubernetes',
    load: async () => (await import('./submit/index.js')).defineSubmitCommand,
  },
  {
    name: 'status',
    description: 'say what of a sweep is done, running, missing and failed',
    load: async () => (await import('./status.js')).defineStatusCommand,
  },
  {
    name: 'evaluate',
    description: 'measure a model on data: loss, error, AUC, precision and recall, calibration',
    load: async () => (await import('./evaluate.js')).defineEvaluateCommand,
  },
  {
    name: 'predict',
    description: 'write the margin or the probability of every row, by a model',
    load: async () => (await import('./predict.js')).definePredictCommand,
  },
  {
    name: 'optimum',
    description: 'compute the least value of an objective, for suboptimalities',
    load: async () => (await import('./optimum.js')).defineOptimumCommand,
  },
  {
    name: 'compare',
    description: 'set runs beside each other: losses, epochs to a target, critical batches',
    load: async () => (await import('./compare.js')).defineCompareCommand,
  },
  {
    name: 'plot',
    description: 'draw runs: what a larger batch costs, curves, speed-up',
    load: async () => (await import('./plot.js')).definePlotCommand,
  },
  {
    name: 'report',
    description: 'write a page about runs: pictures, tables, commands, warnings',
    load: async () => (await import('./report.js')).defineReportCommand,
  },
  {
    name: 'reproduce',
    description: "check the paper's claims on data of yours, one by one",
    load: async () => (await import('./reproduce.js')).defineReproduceCommand,
  },
  {
    name: 'check',
    description: 'fail if runs got worse than those of a baseline',
    load: async () => (await import('./check.js')).defineCheckCommand,
  },
  {
    name: 'merge',
    description: 'write the curves of folders as one CSV table, if all planned runs are there',
    load: async () => (await import('./merge.js')).defineMergeCommand,
  },
  {
    name: 'explain',
    description: 'say in what two runs differ: data and configuration',
    load: async () => (await import('./explain.js')).defineExplainCommand,
  },
  {
    name: 'data',
    description: 'find, make, inspect and convert datasets',
    load: async () => (await import('./data/index.js')).defineDataCommand,
  },
  {
    name: 'completion',
    description: 'print a script by which a shell completes what is typed',
    load: async () => (await import('./completion/index.js')).defineCompletionCommand,
    describesAll: true,
  },
];
