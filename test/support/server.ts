import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll } from 'vitest';

/** What a server does with a request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server on this machine, whose answers a test decides. */
export interface TestServer {
  /** Without a path. */
  url: string;
  /** What it does from now on with requests for a path; a list is used up one by one, but for its last. */
  answer(path: string, ...answers: Answer[]): void;
  /** The headers of the requests so far. */
  requests: { path: string; range: string | undefined; ifRange: string | undefined }[];
}

/** Starts a server that is gone after the tests of a file. */
export async function startServer(): Promise<TestServer> {
  const answers = new Map<string, Answer[]>();
  const requests: TestServer['requests'] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    const ifRange = request.headers['if-range'];
    requests.push({ path, range: request.headers.range, ifRange: typeof ifRange === 'string' ? ifRange : undefined });
    const left = answers.get(path) ?? [];
    const next = left.length > 1 ? left.shift() : left[0];
    if (next) next(request, response);
    else response.writeHead(404).end('no such file');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answer: (path, ...given) => void answers.set(path, given),
    requests,
  };
}

/** How an answer falls short of the file. */
export interface Shortfall {
  /** The byte of the file before which it stops. */
  end: number;
  /** When the connection breaks then; it brings nothing more until that is true. */
  until?: () => Promise<boolean>;
}

/** A file, of which a range is given if it is asked for and the file is still the one that was begun. */
export function file(content: string | Buffer, etag = '"1"', shortfall?: Shortfall): Answer {
  const bytes = Buffer.from(content);
  return ({ headers }, response) => {
    const [, from] = (headers['if-range'] === etag && /^bytes=(\d+)-$/.exec(headers.range ?? '')) || [];
    const first = Number(from ?? 0);
    if (from !== undefined && first >= bytes.length) {
      return response.writeHead(416, { 'content-range': `bytes */${bytes.length}`, etag }).end();
    }
    const range = { 'content-range': `bytes ${first}-${bytes.length - 1}/${bytes.length}` };
    const length = { 'content-length': bytes.length - first, etag };
    response.writeHead(from === undefined ? 200 : 206, from === undefined ? length : { ...range, ...length });
    if (!shortfall) return response.end(bytes.subarray(first));
    response.write(bytes.subarray(first, shortfall.end));
    if (shortfall.until) return breakOff(response, shortfall.until);
  };
}

async function breakOff(response: ServerResponse, until: () => Promise<boolean>): Promise<void> {
  while (!(await until())) await pause(5);
  response.destroy();
}

/** A status, without what a file has. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => response.writeHead(code, headers).end('text');
}
