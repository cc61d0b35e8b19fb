import type { NumberWatch } from './watch.js';

/** A column that became features, perhaps against the user's intention. */
export interface FeatureColumn {
  /** Empty if the header leaves it out, as it does for an index. */
  name: string;
  /** What its numbers showed; undefined for text. */
  numbers: NumberWatch | undefined;
  /** Its values if it is text. */
  texts: readonly string[];
  /** How many of its cells have a value. */
  cells: number;
}

/** With at least this many rows, a property that all of them have is no accident. */
const MANY_ROWS = 10;
const INDEX_NAME = /^(?:unnamed: ?\d+|index|idx|row(?:[ _.]?(?:names?|id|nr|no|num(?:ber)?))?|level_0)?$/i;
const ID_NAME = /(?:^|[\s_.-])(?:id|uid|uuid|guid)$|^id(?:[\s_.-]|$)/i;
const DATE_NAME = /(?:^|[\s_.-])(?:date|datetime|timestamp)$/i;
const CAMEL_ID_NAME = /[a-z](?:I[dD]|UUID)$/;
const DATES: readonly RegExp[] = [
  String.raw`\d{4}([-/.])\d{1,2}(?:\1\d{1,2})?`,
  String.raw`\d{1,2}([-/. ])(?:\d{1,2}|\p{L}{3,9}\.?)\1\d{2,4}`,
  String.raw`\p{L}{3,9}\.? \d{1,2},? \d{4}`,
].map((day) => new RegExp(String.raw`^${day}(?:[T ,]+\d{1,2}:\d{2}.*)?$`, 'iu'));

/** In the order of checking; the first match is reported. */
const SIGNS: readonly { like: string; isSeen(column: FeatureColumn): boolean | undefined }[] = [
  {
    like: 'dates',
    isSeen: ({ name, numbers, texts }) =>
      numbers
        ? numbers.areDates || DATE_NAME.test(name)
        : texts.length > 0 && texts.every((text) => DATES.some((date) => date.test(text))),
  },
  {
    like: 'an index',
    isSeen: ({ name, numbers, cells }) =>
      INDEX_NAME.test(name) ? numbers?.areDistinct : numbers?.areConsecutive && cells >= MANY_ROWS,
  },
  {
    like: 'ids',
    isSeen: ({ name, numbers }) => ID_NAME.test(name) || CAMEL_ID_NAME.test(name) || numbers?.haveLeadingZeros,
  },
  {
    like: 'an index or a time',
    isSeen: ({ numbers, cells }) => numbers?.areMonotone && cells >= MANY_ROWS,
  },
  {
    like: 'names or ids',
    isSeen: ({ texts, cells }) => texts.length > cells / 2 && cells >= MANY_ROWS,
  },
];

/** What a column that may be no feature looks like; undefined if it looks like a feature. */
export function likenessOf(column: FeatureColumn): string | undefined {
  return SIGNS.find(({ isSeen }) => isSeen(column))?.like;
}
