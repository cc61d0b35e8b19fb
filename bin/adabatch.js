#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/adabatch.js', import.meta.url);
const OPEN_FILES = new Set(['EMFILE', 'ENFILE']);

function refuse(message, hint) {
  process.stderr.write(`error: ${message}\nhint: ${hint}\n`);
  process.exitCode = 2;
}

if (existsSync(program)) {
  try {
    const { main } = await import(program.href);
    process.exitCode = await main(process.argv);
  } catch (error) {
    if (!OPEN_FILES.has(error.code)) throw error;
    refuse('the system lets this process open too few files to start', 'Raise the limit, as with ulimit -n 1024');
  }
} else {
  refuse('adabatch was not built: there is no dist/adabatch.js', 'Build it: npm run build');
}
