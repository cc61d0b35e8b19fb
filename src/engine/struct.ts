import type { EngineMemory } from './memory.js';

/**
 * The fields of one of the kernels' classes, in their order: whole numbers and addresses (u32), and doubles. A test
 * compares it with the class.
 */
export type Layout = Readonly<Record<string, 'u32' | 'f64'>>;

/** A value for each field of a layout. */
export type Fields<Of extends Layout> = Record<keyof Of, number>;

const BYTES = { u32: Uint32Array.BYTES_PER_ELEMENT, f64: Float64Array.BYTES_PER_ELEMENT };

/**
 * Lays an object of one of the kernels' classes in memory.
 * @returns its address
 */
export function writeStruct<Of extends Layout>(memory: EngineMemory, layout: Of, fields: Fields<Of>): number {
  const address = memory.allocateF64(Object.keys(layout).length);
  const view = new DataView(memory.memory.buffer, address);
  for (const [name, type] of Object.entries(layout)) {
    const [offset, value] = [offsetOf(layout, name), fields[name]!];
    if (type === 'u32') view.setUint32(offset, value, true);
    else view.setFloat64(offset, value, true);
  }
  return address;
}

/** A field of an object that has been laid, to be read and changed: a view of one element. */
export function fieldOf<Of extends Layout>(
  memory: EngineMemory,
  layout: Of,
  address: number,
  name: keyof Of & string,
): Uint32Array {
  return memory.u32(address + offsetOf(layout, name), 1);
}

/** The offset of a field in bytes; each is aligned to its size. */
function offsetOf(layout: Layout, wanted: string): number {
  let end = 0;
  for (const [name, type] of Object.entries(layout)) {
    const offset = Math.ceil(end / BYTES[type]) * BYTES[type];
    if (name === wanted) return offset;
    end = offset + BYTES[type];
  }
  throw new Error(`there is no field ${wanted}`);
}
