import { afterEach, expect, test, vi } from 'vitest';
import { EngineMemory } from '../../../src/engine/memory.js';
import { UserError } from '../../../src/util/errors.js';

afterEach(() => vi.unstubAllGlobals());

test('a refusal of memory says which limit to lift if the system limits the addresses, as under ulimit -v', () => {
  const Memory = vi.fn(() => {
    throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  });
  vi.stubGlobal('WebAssembly', { Memory });
  expect(() => new EngineMemory()).toThrow(UserError);
  expect(() => new EngineMemory()).toThrow('does not give this process the addresses');
});
