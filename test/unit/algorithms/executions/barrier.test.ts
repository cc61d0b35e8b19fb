import { expect, test } from 'vitest';
import { Barrier } from '../../../../src/algorithms/executions/barrier.js';
import { availableCores } from '../../../../src/engine/cores.js';
import { EngineMemory } from '../../../../src/engine/memory.js';

const LINE = 64;

/** A barrier for at most some workers, and the fields of the kernels' Barrier: see src/engine/kernels/barrier.ts. */
function barrierFor(most: number) {
  const memory = new EngineMemory();
  const barrier = new Barrier(memory, most);
  const [workers, looks, sleepers, arrivals, waited] = memory.u32(barrier.address, 5) as unknown as number[];
  return { memory, barrier, fields: { workers, looks, sleepers, arrivals, waited } as Record<string, number> };
}

test('a barrier has a cache line for the arrivals of each worker, and another one for its waiting', () => {
  const { memory, barrier, fields } = barrierFor(5);
  const { arrivals = 0, waited = 0 } = fields;
  const places = [arrivals, waited, barrier.address, memory.mark];
  const room = [waited - arrivals, barrier.address - waited, memory.mark - barrier.address];
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  expect(room).toEqual([5 * LINE, 5 * LINE, LINE]);
});

test('a barrier adds up the waiting of all workers, and forgets it when it is opened for others', () => {
  const { memory, barrier, fields } = barrierFor(5);
  const { arrivals = 0, waited = 0 } = fields;
  for (let worker = 0; worker < 5; worker++) {
    memory.u32(arrivals + worker * LINE, 1)[0] = 7;
    memory.f64(waited + worker * LINE, 1)[0] = 2 ** worker;
  }
  expect(barrier.waited).toBe(31);
  barrier.open(3);
  expect(barrier.waited).toBe(0);
  expect([...memory.u32(arrivals, (5 * LINE) / 4)].filter((times) => times > 0)).toEqual([]);
  expect(memory.u32(barrier.address, 1)[0]).toBe(3);
});

test('workers look for each other longer before they sleep if each has a core of its own', () => {
  const cores = availableCores();
  const { memory, barrier, fields } = barrierFor(cores + 1);
  expect(fields).toMatchObject({ workers: cores + 1, looks: 100, sleepers: 0 });
  barrier.open(cores);
  expect([...memory.u32(barrier.address, 2)]).toEqual([cores, 200_000]);
});
