// What ships is a bundle: a start that loads some 400 modules takes 0.6 s of CPU, one that loads a bundle 0.2 s.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

const SOURCES = path.join(import.meta.dirname, 'src');
const PACKAGES = path.join(import.meta.dirname, 'node_modules');
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Files of packages that the bundle reads: what draws PNGs, and their type. */
const ASSETS: Readonly<Record<string, string>> = {
  'resvg.wasm': '@resvg/resvg-wasm/index_bg.wasm',
  'arimo-regular.ttf': '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf',
  'arimo-bold.ttf': '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf',
};

const assets: Plugin = {
  name: 'assets',
  generateBundle() {
    for (const [fileName, name] of Object.entries(ASSETS)) {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(path.join(PACKAGES, name)) });
    }
  },
};

/** The licences of the packages whose code is in the bundle, which ask to be shipped with it. */
const licences: Plugin = {
  name: 'licences',
  generateBundle(_, bundle) {
    const bundled = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    const modules = [...bundled, ...Object.values(ASSETS).map((name) => path.join(PACKAGES, name))];
    const packages = new Set(modules.map((id) => PACKAGE.exec(id)?.[0]).filter((folder) => folder !== undefined));
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: [...packages].sort().map(licenceOf).join('\n') });
  },
};

/** The hash of what was built, by which tests know a build that is out of date. */
const sources: Plugin = {
  name: 'sources',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'sources.sha256', source: hashOfSources() });
  },
};

function licenceOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((entry) => /^licen[cs]e/i.test(entry));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const text = files.length > 0 ? texts.join('\n') : `${license}, ${author?.name ?? author}\n`;
  return `${name} ${version}\n\n${text}`;
}

/** The sha256 of all sources, those of the kernels too. */
export function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  for (const name of files.sort()) hash.update(`${name}\0`).update(readFileSync(path.join(SOURCES, name)));
  return hash.digest('hex');
}

const program = defineConfig({
  input: {
    index: 'src/index.ts',
    adabatch: 'src/cli/main.ts',
    'sweep-worker': 'src/cli/sweep-worker.ts',
    'engine-worker': 'src/engine/worker-thread.ts',
    'write-json-schema': 'scripts/write-json-schema.ts',
  },
  platform: 'node',
  plugins: [assets, licences, sources],
  output: { dir: 'dist', cleanDir: true, chunkFileNames: '[name].js' },
});

/** Parts of Vega with transforms that no picture has: a seventh of a page. */
const UNUSED = /^vega-(crossfilter|force|geo|hierarchy|label|regression|voronoi|wordcloud)$/;
const EMPTY = '\0empty';

const withoutUnused: Plugin = {
  name: 'without-unused',
  resolveId: (name) => (UNUSED.test(name) ? EMPTY : null),
  load: (id) => (id === EMPTY ? 'export {};' : null),
};

/** The script of the pages that `adabatch report` writes. */
const client = defineConfig({
  input: { 'report-client': 'src/report/html/client/main.ts' },
  platform: 'browser',
  plugins: [withoutUnused],
  output: { dir: 'dist', format: 'iife', minify: true },
});

export default [program, client];
