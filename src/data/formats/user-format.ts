import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import type { ColumnPlan } from '../rows.js';

/** What the user may say about the content of a file. Columns are given by name, or by number from 1. */
export interface UserFormat {
  /** LIBSVM: the index of the first feature. */
  indexBase?: 0 | 1 | undefined;
  /** LIBSVM: the number of features, whether or not the file has the last ones. */
  features?: number | undefined;
  /** CSV: the label's column. */
  labelColumn?: string | undefined;
  /** CSV: whether the first line is a header. */
  header?: boolean | undefined;
  /** CSV: columns that are left out. */
  dropColumns?: readonly string[] | undefined;
  /** CSV: columns that are text whatever their cells hold. */
  textColumns?: readonly string[] | undefined;
  /** CSV: cells that mark a missing value, as an empty one does. */
  missing?: readonly string[] | undefined;
  /** Archives: the bytes that an archive may unpack to. */
  maxUnpacked?: number | undefined;
}

type Keys = readonly (keyof UserFormat)[];

const LIBSVM_KEYS: Keys = ['indexBase', 'features'];
const CSV_KEYS: Keys = ['labelColumn', 'header', 'dropColumns', 'textColumns', 'missing'];
const KEYS: Keys = [...LIBSVM_KEYS, ...CSV_KEYS, 'maxUnpacked'];

/** Picks the options on a file's content from among others. */
export function formatOf(options: UserFormat): UserFormat {
  return Object.fromEntries(KEYS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
}

/** Throws a UserError if an option is for the other format. */
export function refuseForeignOptions(
  options: UserFormat,
  { name, columns }: { name: string; columns?: ColumnPlan | undefined },
): void {
  const foreign = firstOf(columns ? LIBSVM_KEYS : CSV_KEYS, options);
  if (foreign === undefined) return;
  const [wanted, found] = columns ? ['LIBSVM', 'CSV'] : ['CSV', 'LIBSVM'];
  throw new UserError(`${setting(foreign)} is for ${wanted} files; ${name} is ${found}`);
}

/** Throws a UserError if an option is for CSV files; a file in the binary form has its columns fixed already. */
export function refuseCsvOptions(options: UserFormat, file: string): void {
  const key = firstOf(CSV_KEYS, options);
  if (key === undefined) return;
  throw new UserError(
    `${setting(key)} is for CSV files; ${file} is in the binary form, which has its label and its features chosen`,
    'Make it again from its source with adabatch data convert',
  );
}

function firstOf(keys: Keys, options: UserFormat): keyof UserFormat | undefined {
  return keys.find((key) => options[key] !== undefined);
}
