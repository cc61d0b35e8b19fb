// Arrows point one way: cli → experiment → algorithms → rules, objective → engine, data;
// results and report know neither cli nor engine; the leaves below are known to all.
const layers = {
  cli: ['experiment', 'algorithms', 'rules', 'objective', 'data', 'results', 'report'],
  experiment: ['algorithms', 'rules', 'objective', 'engine', 'data', 'results'],
  algorithms: ['rules', 'objective', 'engine'],
  rules: [],
  objective: ['engine'],
  engine: [],
  data: [],
  results: [],
  report: ['results'],
};

const leaves = '^src/(errors|files|json|lines|package-files|random|visible|wording)\\.ts$';

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-knows-only-what-is-below`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: [`^src/(${[layer, ...below].join('|')})/`, leaves] },
    })),
    { name: 'leaves-know-nobody', severity: 'error', from: { path: leaves }, to: { path: '^src/' } },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|src/engine/kernels)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
