/** The inner product of two vectors of one length, summed in their order: the same bits on every machine. */
export function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < one.length; k++) sum += one[k]! * other[k]!;
  return sum;
}
