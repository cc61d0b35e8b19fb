import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import { type CatalogueEntry, fileOf } from '../catalogue/entry.js';

/** A place to fetch the file of a dataset from, and the file's name there. */
export interface Origin {
  address: URL;
  file: string;
}

/**
 * The address of a mirror, a folder that holds the files of the catalogue side by side.
 * @param text an http, https or file URL, or the path of a folder
 * @returns undefined for anything else
 */
export function mirrorAddress(text: string): URL | undefined {
  if (text === '') return undefined;
  if (!/^(file:|https?:|[a-z][a-z\d+.-]+:\/\/)/i.test(text)) return pathToFileURL(path.resolve(text) + path.sep);
  if (!URL.canParse(text)) return undefined;
  const address = new URL(text);
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return isReachable(address) ? address : undefined;
}

/** A text that is no mirror, without the user and password that may be in it. */
export function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/{0,2})?.*@/is, (_, scheme = '') => scheme);
}

function isReachable({ protocol, host }: URL): boolean {
  // Only Windows has files on other hosts.
  return /^https?:$/.test(protocol) || (protocol === 'file:' && (host === '' || process.platform === 'win32'));
}

/**
 * Where a dataset can be fetched from, in the order to try. A mirror's file has the same name as at the source, or that
 * name without the ending .bz2, .xz or .gz if it is unpacked.
 * @throws UserError if only a mirror can have it and none is given
 */
export function originsOf(entry: CatalogueEntry, mirror: URL | undefined): Origin[] {
  const file = fileOf(entry);
  if (mirror) {
    const names = new Set([file, file.replace(/\.(gz|bz2|xz)$/, '')]);
    return [...names].map((name) => ({ address: new URL(encodeURIComponent(name), mirror), file: name }));
  }
  if (entry.address !== undefined) return [{ address: new URL(entry.address), file }];
  throw new UserError(
    `${entry.name}: no address is known that its file could be fetched from`,
    `Put ${file} in a folder of yours and give that: adabatch data fetch ${entry.name} ${setting('mirror')} <folder>`,
  );
}
