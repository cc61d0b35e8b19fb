// Arrows point one way: cli and library → cluster → sweep, inspection, evaluation → experiment → results → settings → algorithms → rules,
// objective → engine, data. Neither cli nor library knows the other, and report knows results alone; all know util.
const layers = {
  library: ['sweep', 'evaluation', 'experiment', 'settings', 'results'],
  cli: [
    'reproduce',
    'cluster',
    'sweep',
    'inspection',
    'evaluation',
    'experiment',
    'settings',
    'algorithms',
    'rules',
    'objective',
    'data',
    'results',
    'report',
  ],
  reproduce: [
    'sweep',
    'experiment',
    'settings',
    'algorithms',
    'rules',
    'objective',
    'engine',
    'data',
    'results',
    'report',
  ],
  cluster: ['sweep', 'results'],
  sweep: ['experiment', 'settings', 'data', 'results'],
  inspection: ['experiment', 'settings', 'algorithms', 'rules', 'objective', 'engine', 'data', 'results'],
  evaluation: ['experiment', 'objective', 'engine', 'data', 'results'],
  experiment: ['settings', 'algorithms', 'rules', 'objective', 'engine', 'data', 'results'],
  settings: ['algorithms', 'rules', 'objective', 'engine', 'data'],
  algorithms: ['rules', 'objective', 'engine'],
  rules: [],
  objective: ['engine'],
  engine: [],
  data: [],
  results: ['settings'],
  report: ['results'],
};

const leaves = '^src/(util/|package-files.ts$)';

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-knows-only-what-is-below`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: [`^src/(${[layer, ...below].join('|')})/`, leaves] },
    })),
    {
      name: 'util-knows-only-itself',
      severity: 'error',
      from: { path: leaves },
      to: { path: '^src/', pathNot: leaves },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|src/engine/kernels)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
