import { createHash } from 'node:crypto';
import type { Model } from '../results/model.js';
import type { Configuration } from '../results/schema.js';
import type { RunRequest } from '../settings/request.js';
import { rowOf, type SettingKey, settingKeys, type settings } from '../settings/settings.js';
import { isEntry } from '../settings/values.js';
import type { RunData } from './run-data.js';

const ID_DIGITS = 16;

/** The sha256 of the content of everything that a request names. */
export interface Contents {
  dataset: string;
  /** That of the held-out file, if there is one. */
  test: string | null;
  /** That of the model file that the run starts from, if there is one. */
  warmStart: string | null;
}

/** What a request is for, as far as the data decide it: a batch above the training rows means all of them. */
export function fitted<Request extends RunRequest>(request: Request, trainedRows: number): Request {
  return request.batch > trainedRows ? { ...request, batch: trainedRows } : request;
}

/** The content of the data that were read, and of the model that a run starts from. */
export function contentsOf({ dataset, testSource }: RunData, warmStart: Model | undefined): Contents {
  const test = testSource && 'sha256' in testSource ? testSource.sha256 : null;
  return { dataset: dataset.sha256, test, warmStart: warmStart?.sha256 ?? null };
}

/** The settings whose value a result has as it was asked for, whatever the data. */
type AsRecorded = {
  [Key in SettingKey]: (typeof settings)[Key] extends { identity: 'as recorded' } ? Key : never;
}[SettingKey];

/** What a request says by itself, before the data are read. */
export type AskedConfiguration = Omit<Pick<Configuration, AsRecorded>, 'workers' | 'blocks'> &
  Pick<RunRequest, 'workers'> & { blocks?: number | null };

/** What a request says by itself, before the data are read, in the order of the table of settings. */
export function askedConfiguration(request: RunRequest): AskedConfiguration {
  return valuesIn(request, RECORDED) as unknown as AskedConfiguration;
}

const RECORDED = settingKeys.filter((key) => rowOf(key).identity === 'as recorded');
const ASKED = settingKeys.filter((key) => rowOf(key).identity === 'as asked');

/** The values of a request that its identity has of some settings. */
function valuesIn(request: RunRequest, keys: readonly SettingKey[]): Record<string, unknown> {
  const values = keys.map((key) => [key, valueIn(request, key)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The value of a setting as JSON has it: an entry of a registry by its name. */
function valueIn(request: RunRequest, key: SettingKey): unknown {
  const { use, isLeftOut } = rowOf(key);
  if (use && !use.isIn(request)) return use.otherwise;
  const value: unknown = request[key as keyof RunRequest];
  if (value === undefined) return isLeftOut ? undefined : null;
  return isEntry(value) ? value.name : value;
}

/** Whether a run takes a step size that is searched for. */
export function isSearched({ stepSize }: Pick<RunRequest, 'stepSize'>): boolean {
  return stepSize === 'tune' || stepSize === 'frozen';
}

/** Whether a step search ranks candidates by their way to the optimum, which gives another target than without it. */
export function aimsByOptimum({ suboptimality, targetLoss }: RunRequest): boolean {
  return suboptimality && targetLoss === undefined;
}

/**
 * The id of the run that a request is for: the same for the same data and configuration, whatever the
 * data's name and the machine. What follows from the data (an automatic step size, λ as 1/n, the
 * positive label) is hashed as it was asked for, so that the id is known before the data are read.
 */
export function identify(request: RunRequest, { dataset, test, warmStart }: Contents): string {
  const { positive, splitSeed } = request;
  const heldOut = test ?? (request.test && 'fraction' in request.test ? { ...request.test, splitSeed } : null);
  const searched = isSearched(request) && aimsByOptimum(request) ? { suboptimality: true } : {};
  const decided = { positive: positive ?? null, ...searched };
  const asked = { ...valuesIn(request, RECORDED), ...valuesIn(request, ASKED), ...decided };
  const content = JSON.stringify([dataset, heldOut, warmStart, asked]);
  return createHash('sha256').update(content).digest('hex').slice(0, ID_DIGITS);
}
