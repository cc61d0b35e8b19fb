import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Outcome } from './cli.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What starts the command line. */
export const PROGRAM = path.join(ROOT, 'bin/adabatch.js');

export interface ProcessOptions {
  /** What is started; the program of this project unless said. */
  program?: string;
  cwd?: string;
  /** What stdin gives before it ends; undefined keeps it open and silent. */
  input?: string | undefined;
  env?: Record<string, string>;
  /** A user to run as; only root can. */
  uid?: number;
  /** What a shell does before it becomes the process, as `ulimit -n 100`. */
  before?: string;
  /** Whether the process says on stderr how far it is, as on a terminal, and which signals it listens for. */
  watched?: boolean;
  /** Called once the process runs, to send it signals. */
  meanwhile?: (child: ChildProcess) => void;
}

/** Sends a signal as soon as a process has said something on stderr. */
export function signalOnce(said: RegExp, signal: NodeJS.Signals): (child: ChildProcess) => void {
  return (child) => {
    let text = '';
    child.stderr?.on('data', function look(piece: string) {
      text += piece;
      if (!said.test(text)) return;
      child.stderr?.off('data', look);
      child.kill(signal);
    });
  };
}

/** What is loaded before the program where it is watched. */
const WATCH = `
  process.stderr.isTTY = true;
  process.on('newListener', (event) => {
    if (String(event).startsWith('SIG')) queueMicrotask(() => process.stderr.write('listens for ' + event + '\\n'));
  });`;

/** Loaded first, a module that does something in the program and in the processes that it starts. */
export function preloaded(code: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** A process that sends itself a signal, and says so, as it begins the n-th change of the files of the user. */
export function cutAtChange(n: number, signal: NodeJS.Signals): Record<string, string> {
  return preloaded(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let changes = 0;
    for (const name of ['mkdir', 'open', 'rename']) {
      const change = fs.promises[name];
      fs.promises[name] = (...rest) => {
        if (++changes === ${n}) {
          fs.writeSync(2, 'cut\\n');
          process.kill(process.pid, '${signal}');
        }
        return change(...rest);
      };
    }
    syncBuiltinESMExports();`);
}

/**
 * Makes a function that starts the built command line, as a process of its own, with a cache in a folder. Tests need
 * one for what the system gives a process: signals, streams, limits, the environment.
 */
export function processesIn(folder: string) {
  const cache = path.join(folder, 'cache');
  const standard = { program: PROGRAM, cwd: folder, input: '', watched: false };
  return (args: string[], options: ProcessOptions = {}) =>
    new Promise<Outcome>((resolve, reject) => {
      const { program, cwd, env, uid, input, before, watched, meanwhile } = { ...standard, ...options };
      const preload = watched ? [`--import=data:text/javascript,${encodeURIComponent(WATCH)}`] : [];
      const command = [process.execPath, ...preload, program, ...args];
      const [file = '', ...rest] =
        before === undefined ? command : ['bash', '-c', `${before}; exec "$@"`, 'bash', ...command];
      const child = spawn(file, rest, {
        cwd,
        env: { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, NO_COLOR: '1', ...env },
        ...(uid !== undefined && { uid }),
      });
      const outcome: Outcome = { code: null, stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        outcome.stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        outcome.stderr += text;
      });
      child.stdin.on('error', () => {});
      if (input !== undefined) child.stdin.end(input);
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...outcome, code }));
      meanwhile?.(child);
    });
}
