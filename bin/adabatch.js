#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';

const program = new URL('../dist/cli/main.js', import.meta.url);
const OPEN_FILES = new Set(['EMFILE', 'ENFILE']);

/** Node takes a package for missing, too, where it cannot open its package.json: then it names a file, not the package. */
function isOfOpenFiles({ code, message }) {
  const [, named = ''] = /^Cannot find package '([^']+)'/.exec(message) ?? [];
  return OPEN_FILES.has(code) || (code === 'ERR_MODULE_NOT_FOUND' && isAbsolute(named));
}

function refuse(message, hint) {
  process.stderr.write(`error: ${message}\nhint: ${hint}\n`);
  process.exitCode = 2;
}

if (existsSync(program)) {
  try {
    const { main } = await import(program.href);
    process.exitCode = await main(process.argv);
  } catch (error) {
    if (!isOfOpenFiles(error)) throw error;
    refuse('the system lets this process open too few files to start', 'Raise the limit, as with ulimit -n 1024');
  }
} else {
  refuse('adabatch was not built: there is no dist/cli/main.js', 'Build it: npm run build');
}
