import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const wordsOf = (path: string) => path.match(/\w+/g) ?? [];

/** A mutant that the closest test files do not find is a gap there, whatever others would find in many more seconds. */
const FILES_A_MUTANT = 20;

/** Tries a mutant on the closest test files: those whose path shares most words with the path of its file. */
class ClosestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Vitest would begin with those that take longest.
    const quickestFirst = (await super.sort(files)).reverse();
    const [mutated, ...others] = this.ctx.config.related ?? [];
    if (!mutated || others.length > 0) return quickestFirst;
    const inProject = (file: string) => path.relative(this.ctx.config.root, file);
    const words = new Set(wordsOf(inProject(mutated)));
    const closeness = ({ moduleId }: TestSpecification) => {
      return wordsOf(inProject(moduleId)).filter((word) => words.has(word)).length;
    };
    return quickestFirst.sort((one, other) => closeness(other) - closeness(one)).slice(0, FILES_A_MUTANT);
  }
}

/** Tests that put something else in the place of a module, which must not be loaded before. */
const MOCKING = ['test/unit/data/storage/{cache-key,cache-files}.test.ts'];

// Mutants live in the process of the tests: tests that start the command line as a process of its own see none.
export default defineConfig({
  test: {
    env: { STRIDE: '13' },
    globalSetup: 'test/support/own-folders.ts',
    testTimeout: 60_000,
    sequence: { sequencer: ClosestFirst },
    projects: [
      { extends: true, test: { name: 'mocking', include: MOCKING } },
      {
        extends: true,
        test: {
          name: 'all others',
          // Loading the modules anew for each file would take half of the time.
          isolate: false,
          include: ['test/{unit,reference}/**/*.test.ts', 'test/property/{rules,check}.test.ts'],
          exclude: [
            ...MOCKING,
            // What these test has no mutants.
            'test/unit/{cli,engine,report,util}/**',
            'test/unit/{pages,pictures}.test.ts',
            'test/unit/data/{bytes,formats}/**',
            'test/unit/data/{built-in,catalogue,conversion,fetch,generators}.test.ts',
            // They take many seconds for what others show in a few milliseconds.
            'test/unit/algorithms/mixing.test.ts',
            'test/unit/algorithms/executions/{set-aside,waiting}.test.ts',
            'test/unit/sweep/runs.test.ts',
            // They measure the memory of their whole process, which Stryker shares.
            'test/unit/experiment/first-epoch.test.ts',
          ],
        },
      },
    ],
  },
});
