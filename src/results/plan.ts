import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../util/errors.js';
import { listOf } from '../util/json.js';
import { readJson, validated, writeJson, writingIn } from './json.js';
import { PLAN } from './names.js';

const FILE_NAME = `${PLAN}.json`;

const submissionSchema = z.object({
  scheduler: z.literal('slurm'),
  /** The number of the scheduler's job. */
  job: z.string(),
  /** The command that its tasks run. */
  command: z.string(),
});

const planSchema = z.object({
  schema: z.literal('adabatch/plan@1'),
  /**
   * The runs that a folder is to hold, in their order: the name of a run's files, without the ending, and its settings
   * as they were typed, which plans of older versions lack.
   */
  runs: listOf(z.object({ id: z.string(), name: z.string(), assignment: z.record(z.string(), z.string()).optional() })),
  submissions: listOf(submissionSchema).optional(),
});
/** What was handed to a scheduler. */
export type Submission = z.infer<typeof submissionSchema>;
/** Which runs a folder is to hold. */
export type Plan = z.infer<typeof planSchema>;

/** Whether the plan of a folder has some runs already. */
export async function isPlanned(folder: string, runs: Plan['runs']): Promise<boolean> {
  const planned = new Set((await planIn(folder)).runs.map(({ id }) => id));
  return runs.every(({ id }) => planned.has(id));
}

/**
 * Adds to the plan of a folder, at once or not at all; makes the folder if there is none. What earlier sweeps
 * planned stays: otherwise nobody would notice a run that they still lack.
 * @throws UserError if it cannot be written
 */
export async function addToPlan(folder: string, runs: Plan['runs'], submissions: Submission[] = []): Promise<void> {
  const planned = await planIn(folder);
  const byId = new Map([...planned.runs, ...runs].map((run) => [run.id, run]));
  const submitted = [...(planned.submissions ?? []), ...submissions];
  const plan: Plan = {
    ...{ schema: 'adabatch/plan@1', runs: [...byId.values()] },
    ...(submitted.length > 0 && { submissions: submitted }),
  };
  await writingIn(folder, () => writeJson(folder, FILE_NAME, plan));
}

/** What is planned; nothing if the plan is damaged, so that it is replaced. Throws a UserError if it cannot be read. */
async function planIn(folder: string): Promise<Pick<Plan, 'runs' | 'submissions'>> {
  const plan = await readPlan(folder).catch((error) => {
    if (!(error instanceof InputError)) throw error;
  });
  return plan ?? { runs: [] };
}

/**
 * Reads the plan of a folder; undefined if it has none.
 * @throws UserError if the plan cannot be read or is damaged
 */
export async function readPlan(folder: string): Promise<Plan | undefined> {
  const file = path.join(folder, FILE_NAME);
  const there = await stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => !['ENOENT', 'ENOTDIR'].includes(error.code ?? ''),
  );
  if (!there) return undefined;
  const hint = 'Start the sweep into this folder again to have it written';
  return validated(planSchema, await readJson(file, hint), { file, noun: 'plan', hint });
}
