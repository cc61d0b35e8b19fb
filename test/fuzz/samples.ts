import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { DATA } from '../support/shared-data.js';

const LIBSVM = [
  '+1 1:0.5 3:2 # a comment\n-1 2:-1e-3 7:.25 9:1\n\n# another\n+1 1:1\n',
  '\uFEFF0 qid:1 0:1 5:0 6:1\r\n1 qid:2 1: .50 2:\t3\r\n2 qid:2\r\n',
  '1.5\t3:4\t5:6 \t\n-.25 2147483646:12345678901234567890.5 # é\n3',
  '1 1:9007199254740993 2:1e22 3:1e23 4:8.5e-23 5:5e-324 6:1.7976931348623157e308 7:0.1000000000000000055511151231257827\n',
];
const REAL_FILES = [
  'heart_scale',
  'a9a',
  'spam-sms.svm',
  'rcv1_vw_small.train',
  'Day0_mini.0based.svm',
  'abalone_scale',
  'money-fx.trn',
  'news20',
];
/** How much of a real file is used. */
const BEGINNING_BYTES = 1 << 16;
const CSV = [
  'a,b,label\n1,2,0\n0.5,,1\n-1e3,4,0\n',
  'name,size,class\r\n"Smith, J.",1.5,yes\r\n"say ""hi""",0,no\r\n\r\né,,yes\r\n',
  '\uFEFF5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n',
  'y,colour,"two\nlines"\n1,red,3\n2,"blue",4\n1,red,',
  '# made by a program\n0;1;2\n0,5;red;1\n# 7;8;9\n"#1";blue;0\n',
  'sep=;\r\nid;size;label\r\n1;2.5;a\r\n2;;b\r\n',
  'ham\tok, see you at noon, by the door\nspam\tfree, now\nham\tno\n',
];

/** The beginnings of real files, where there are any. */
const real = REAL_FILES.map((name) => path.join(DATA, name))
  .filter(existsSync)
  .map(beginning);

/** What the texts below are taken from, for the names of tests. */
export const libsvmSources: string = `${LIBSVM.length} samples and ${real.length} real files`;

/** Sound LIBSVM text: a sample, or some bytes from a real file. */
export const libsvmText: fc.Arbitrary<Buffer> = fc.oneof(
  fc.constantFrom(...LIBSVM.map((text) => Buffer.from(text))),
  ...(real.length > 0
    ? [fc.tuple(fc.constantFrom(...real), fc.noBias(fc.nat(BEGINNING_BYTES)), fc.noBias(fc.nat(600))).map(linesFrom)]
    : []),
);

/** Sound CSV text. */
export const csvText: fc.Arbitrary<Buffer> = fc.constantFrom(...CSV.map((text) => Buffer.from(text)));

function beginning(file: string): Buffer {
  const bytes = Buffer.alloc(BEGINNING_BYTES);
  const descriptor = openSync(file, 'r');
  const length = readSync(descriptor, bytes);
  closeSync(descriptor);
  return bytes.subarray(0, length);
}

/** Some bytes of a file from the beginning of a line. */
function linesFrom([bytes, position, length]: [Buffer, number, number]): Buffer {
  const start = bytes.lastIndexOf('\n', position % bytes.length) + 1;
  return bytes.subarray(start, start + length);
}
