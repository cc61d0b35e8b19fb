import { formatOf } from '../data/formats/user-format.js';
import { datasetHeader, datasetName, testFormat } from '../data/open.js';
import { countHeldOut } from '../data/split.js';
import { askedConfiguration, type Contents, contentsOf, fitted, identify } from '../experiment/identity.js';
import type { RunData } from '../experiment/run-data.js';
import { searchKey } from '../experiment/searches.js';
import { dataKey } from '../experiment/session.js';
import { readModel } from '../results/model.js';
import { resultName } from '../results/save.js';
import type { RunRequest } from '../settings/request.js';

/** A run of a sweep. */
export interface PlannedRun {
  /** What was asked for, fitted to the data if they are known. */
  request: RunRequest;
  /** Its id and the name of its files; undefined if its dataset has to be read first. */
  identity: { id: string; name: string } | undefined;
  /** The key of the search for its step size, if it needs one and has an identity. */
  search: string | undefined;
}

/**
 * Says which runs some requests are for, from the headers of datasets that were read before.
 * @param open reads a dataset that was not; without it, runs on such a dataset get no identity
 * @throws UserError if a model file cannot be read, or as `open` does
 */
export async function planRuns(
  requests: readonly RunRequest[],
  open?: (request: RunRequest) => Promise<RunData>,
): Promise<PlannedRun[]> {
  const known = new Map<string, Promise<Known | undefined>>();
  const planned: PlannedRun[] = [];
  for (const request of requests) {
    const key = JSON.stringify([dataKey(request), request.warmStart]);
    const looked = known.get(key) ?? contentsBehind(request, open);
    known.set(key, looked);
    const contents = await looked;
    planned.push(
      contents
        ? identified(fitted(request, contents.trainedRows), contents)
        : { request, identity: undefined, search: undefined },
    );
  }
  return planned;
}

/** What is known of a dataset, a model and the training rows without reading the rows. */
type Known = Contents & { trainedRows: number };

function identified(request: RunRequest, contents: Contents): PlannedRun {
  const id = identify(request, contents);
  const name = resultName(datasetName(request.dataset), askedConfiguration(request), id);
  return { request, identity: { id, name }, search: searchKey(request, contents) };
}

async function contentsBehind(
  request: RunRequest,
  open?: (request: RunRequest) => Promise<RunData>,
): Promise<Known | undefined> {
  const warmStart = request.warmStart === undefined ? undefined : await readModel(request.warmStart);
  const headers = await contentsFromHeaders(request);
  if (headers) return { ...headers, warmStart: warmStart?.sha256 ?? null };
  const data = await open?.(request);
  return data && { ...contentsOf(data, warmStart), trainedRows: data.split.train.length };
}

async function contentsFromHeaders(request: RunRequest): Promise<Omit<Known, 'warmStart'> | undefined> {
  const train = await datasetHeader(request.dataset, formatOf(request));
  if (!train) return undefined;
  const { sha256: dataset, rows } = train;
  const { test } = request;
  if (!test) return { dataset, test: null, trainedRows: rows };
  if ('fraction' in test) return { dataset, test: null, trainedRows: rows - countHeldOut(rows, test.fraction) };
  const header = await datasetHeader(test.file, testFormat(train.summary, formatOf(request)));
  return header && { dataset, test: header.sha256, trainedRows: rows };
}

/**
 * The order in which runs are carried out: seed by seed, so that a machine that drifts affects all
 * configurations alike; within a seed, runs that share a dataset and its place in memory come together.
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
