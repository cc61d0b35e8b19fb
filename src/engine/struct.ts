import type { EngineMemory } from './memory.js';

/** A field of one of the kernels' classes: an address or a whole number, or a double. */
export type Field = { u32: number } | { f64: number };

/**
 * Lays an object of one of the kernels' classes in memory.
 * @param fields all of its fields, in the order of the class
 * @returns its address
 */
export function writeStruct(memory: EngineMemory, fields: Record<string, Field>): number {
  const values = Object.values(fields);
  const address = memory.allocateF64(values.length);
  const view = new DataView(memory.memory.buffer, address);
  let offset = 0;
  for (const field of values) {
    if ('u32' in field) {
      view.setUint32(offset, field.u32, true);
      offset += Uint32Array.BYTES_PER_ELEMENT;
    } else {
      // A double is aligned to its size.
      offset = Math.ceil(offset / Float64Array.BYTES_PER_ELEMENT) * Float64Array.BYTES_PER_ELEMENT;
      view.setFloat64(offset, field.f64, true);
      offset += Float64Array.BYTES_PER_ELEMENT;
    }
  }
  return address;
}
