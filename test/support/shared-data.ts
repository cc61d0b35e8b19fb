import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'vitest';

// Real files, which are not part of the project; without them the tests on them show as skipped.

/** The folder of the real files. */
export const DATA: string = path.resolve(import.meta.dirname, '../../../shared/data');

/** A suite on the real files. */
export const describeShared = describe.skipIf(!existsSync(DATA));

/** The real files, their sizes, and the options that a run on them needs. */
export const files = [
  { file: 'a9a', rows: 32561, features: 123, options: ['--test', 'a9a.t'] },
  { file: 'w8a', rows: 49749, features: 300, options: [] },
  { file: 'mushrooms', rows: 8124, features: 112, options: [] },
  { file: 'heart_scale', rows: 270, features: 13, options: ['--test-fraction', '0.3'] },
  { file: 'spam-sms.svm', rows: 5574, features: 8442, options: [] },
  { file: 'money-fx.trn', rows: 7770, features: 8315, options: ['--test', 'money-fx.tst'] },
  { file: 'rcv1_vw_small.train', rows: 1000, features: 47117, options: ['--test', 'rcv1_vw_small.test'] },
  { file: 'Day0_mini.0based.svm', rows: 200, features: 3231887, options: ['--test', 'Day1_mini.0based.svm'] },
  { file: 'news20', rows: 15935, features: 62061, options: ['--positive', '1,2,3,4,5,6,7,8,9,10'] },
  { file: 'news20_bin10_l2.svm', rows: 15935, features: 62061, options: [] },
  { file: 'abalone_scale', rows: 4177, features: 8, options: ['--loss', 'squared'] },
];
