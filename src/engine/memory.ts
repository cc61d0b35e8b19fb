import { UserError } from '../util/errors.js';
import { gibibytes } from '../util/text.js';

const PAGE = 65536;
/** The most that 32-bit WebAssembly can address. */
const MAX_PAGES = 65536;
/** The smallest page that a system maps. */
const SYSTEM_PAGE = 4096;
/** Every array starts on a cache line. */
const ALIGNMENT = 64;

/**
 * The one WebAssembly memory that holds the matrices, the weights and the scratch space of runs.
 * Arrays are laid one after the other; they start as zeros and live until a mark below them is released.
 */
export class EngineMemory {
  readonly memory = reserve();
  // The first page is the kernels' own: their static tables lie there.
  #top = PAGE;

  /** The address of a new array of f64, zero-filled. Throws a UserError if memory runs out. */
  allocateF64(length: number): number {
    return this.#allocate(length * Float64Array.BYTES_PER_ELEMENT);
  }

  /** The address of a new array of u32, zero-filled. Throws a UserError if memory runs out. */
  allocateU32(length: number): number {
    return this.#allocate(length * Uint32Array.BYTES_PER_ELEMENT);
  }

  /** The end of the memory in use, which `release` can go back to. */
  get mark(): number {
    return this.#top;
  }

  /** Frees all arrays that were allocated after a mark; nobody may use them any more. */
  release(mark: number): void {
    // Arrays start as zeros.
    new Uint8Array(this.memory.buffer, mark, this.#top - mark).fill(0);
    this.#top = mark;
  }

  /** The array of f64 at an address, as a view. */
  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  /** The array of u32 at an address, as a view. */
  u32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  #allocate(bytes: number): number {
    const address = this.#top;
    const top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil(top / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (top > MAX_PAGES * PAGE) {
      throw new UserError(
        `the run needs at least ${gibibytes(top)} of memory, and the engine can address 4 GiB`,
        'Use a part of the rows, or drop rare features',
      );
    }
    if (missing > 0) this.#grow(missing, top);
    this.#top = top;
    return address;
  }

  #grow(pages: number, top: number): void {
    const before = this.memory.buffer.byteLength;
    try {
      this.memory.grow(pages);
      this.#touch(before);
    } catch {
      throw new UserError(`this machine has no room for the ${gibibytes(top)} of memory that the run needs`);
    }
  }

  /**
   * Writes to every page from an address on. The system makes room for a page at its first write, which takes
   * longer than a step does, so this keeps it out of the steps of a run, whose time is measured.
   */
  #touch(start: number): void {
    const bytes = new Uint8Array(this.memory.buffer, start);
    for (let at = 0; at < bytes.length; at += SYSTEM_PAGE) bytes[at] = 0;
  }
}

/** The addresses of all that may ever be allocated; the machine's memory is taken only as needed. */
function reserve(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  } catch {
    throw new UserError(
      'the system does not give this process the addresses that the engine needs, more than 10 GiB',
      'Lift the limit, as with ulimit -v unlimited; memory itself is taken only as needed',
    );
  }
}
