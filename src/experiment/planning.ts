import { datasetHeader, datasetName, testFormat } from '../data/dataset.js';
import { formatOf } from '../data/readers/user-format.js';
import { readModel } from '../results/model.js';
import { resultName } from '../results/save.js';
import type { RunData } from './data.js';
import { askedConfiguration, type Contents, contentsOf, identify } from './identity.js';
import type { RunRequest } from './request.js';
import { dataKey } from './session.js';

/** A run of a sweep. */
export interface PlannedRun {
  request: RunRequest;
  /** Its id and the name of its files; undefined where that takes reading its dataset first. */
  identity: { id: string; name: string } | undefined;
}

/**
 * Says which runs some requests are for, from the headers of datasets that were read before.
 * @param open reads a dataset that was not; without it, runs on such a dataset stay without an identity
 * @throws UserError where a model file cannot be read, or as `open` does
 */
export async function planRuns(
  requests: readonly RunRequest[],
  open?: (request: RunRequest) => Promise<RunData>,
): Promise<PlannedRun[]> {
  const known = new Map<string, Promise<Contents | undefined>>();
  const planned: PlannedRun[] = [];
  for (const request of requests) {
    const key = JSON.stringify([dataKey(request), request.warmStart]);
    const looked = known.get(key) ?? contentsBehind(request, open);
    known.set(key, looked);
    const contents = await looked;
    planned.push({ request, identity: contents && nameRun(request, contents) });
  }
  return planned;
}

function nameRun(request: RunRequest, contents: Contents): { id: string; name: string } {
  const id = identify(request, contents);
  return { id, name: resultName(datasetName(request.dataset), askedConfiguration(request), id) };
}

async function contentsBehind(
  request: RunRequest,
  open?: (request: RunRequest) => Promise<RunData>,
): Promise<Contents | undefined> {
  const start = request.warmStart === undefined ? undefined : await readModel(request.warmStart);
  const headers = await contentsFromHeaders(request);
  if (headers) return { ...headers, warmStart: start?.sha256 ?? null };
  return open && contentsOf(await open(request), start);
}

async function contentsFromHeaders(request: RunRequest): Promise<Omit<Contents, 'warmStart'> | undefined> {
  const train = await datasetHeader(request.dataset, formatOf(request));
  if (!train) return undefined;
  if (!request.test || 'fraction' in request.test) return { dataset: train.sha256, test: null };
  const test = await datasetHeader(request.test.file, testFormat(train.summary, formatOf(request)));
  return test && { dataset: train.sha256, test: test.sha256 };
}

/**
 * The order in which runs are carried out: seed by seed, so that a machine that drifts hits all
 * configurations alike; and within a seed those together that share a dataset and its place in memory.
 */
export function inOrderOfWork<Planned extends PlannedRun>(runs: readonly Planned[]): Planned[] {
  const places = new Map<string, number>();
  const ranked = runs.map((run) => {
    const { request } = run;
    const key = JSON.stringify([dataKey({ ...request, seed: 0 }), request.order.shuffledPlacement]);
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return { run, place };
  });
  return ranked.sort((a, b) => a.run.request.seed - b.run.request.seed || a.place - b.place).map(({ run }) => run);
}
