#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv);
} else {
  process.stderr.write('error: adabatch was not built: there is no dist/cli/main.js\nhint: Build it: npm run build\n');
  process.exitCode = 2;
}
