import fc from 'fast-check';

/** Bytes to put into a text: what a file of numbers is made of, what other programs write, and what breaks text. */
const PIECES = [
  ...['0', '1', '9', '.', '-', '+', 'e', 'E', ':', ' ', '\t', '\n', '\r', '\r\n', '#', ',', ';', '"', '|', '_', '%'],
  ...['\0', '\f', '\xA0', '\xEF\xBB\xBF', '\xC3\xA9', '\xFF', '\x1F\x8B'],
  ...[' 3:', ' 3: .5', ':1:', '1:1 1:1', ' 0:1', ' 2147483646:1', ' 2147483647:1', ' 4294967297:1', ' 007:1'],
  ...['nan', '-inf', '0x1f', '1_000', '0,5', '1e999', '1e-999', '1e23', '8500000000000001e-23', '9007199254740993'],
  ...[' qid:3', ' qid:', '1,2', '| a', '""', '\n\n', '\n# \n', '\n1\n', '\n+1 1:1\n', 'label', 'a,b\n1,2\n'],
].map((text) => Buffer.from(text, 'latin1'));

const PARTS = 1 << 16;

interface Mutation {
  change: (bytes: Buffer, start: number, end: number, piece: Buffer) => Uint8Array[];
  /** The place of a mutation, as a share of the text. */
  at: number;
  length: number;
  piece: Buffer;
}

const CHANGES: Mutation['change'][] = [
  // A flipped bit.
  (bytes, start, _, piece) => {
    const flipped = (bytes[start] ?? 0) ^ (1 << ((piece[0] ?? 0) & 7));
    return [bytes.subarray(0, start), Uint8Array.of(flipped), bytes.subarray(start + 1)];
  },
  // Other bytes in their place.
  (bytes, start, _, piece) => [bytes.subarray(0, start), piece, bytes.subarray(start + piece.length)],
  // Bytes put in.
  (bytes, start, _, piece) => [bytes.subarray(0, start), piece, bytes.subarray(start)],
  // Bytes left out.
  (bytes, start, end) => [bytes.subarray(0, start), bytes.subarray(end)],
  // Bytes twice.
  (bytes, start, end) => [bytes.subarray(0, end), bytes.subarray(start)],
  // Bytes from the beginning spliced in.
  (bytes, start, end) => [bytes.subarray(0, start), bytes.subarray(0, end - start), bytes.subarray(start)],
  // The end cut off.
  (bytes, start) => [bytes.subarray(0, start)],
];

const mutation = fc.record<Mutation>({
  change: fc.constantFrom(...CHANGES),
  // All places are equally likely: fast-check prefers the ends of a range, where a cut leaves nothing to read.
  at: fc.noBias(fc.nat(PARTS - 1)).map((part) => part / PARTS),
  length: fc.integer({ min: 1, max: 24 }),
  piece: fc.oneof(
    fc.constantFrom(...PIECES),
    fc.nat(255).map((byte) => Buffer.of(byte)),
  ),
});

function mutate(bytes: Buffer, { change, at, length, piece }: Mutation): Buffer {
  const start = Math.floor(at * bytes.length);
  return Buffer.concat(change(bytes, start, Math.min(start + length, bytes.length), piece));
}

/** Some bytes with up to four mutations. */
export function mutationsOf(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc.tuple(bytes, fc.array(mutation, { maxLength: 4 })).map(([whole, changes]) => changes.reduce(mutate, whole));
}
