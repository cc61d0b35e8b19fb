import path from 'node:path';
import { jobManifest } from '../../../cluster/kubernetes.js';
import { UserError } from '../../../util/errors.js';
import { ExitCode } from '../../exit-code.js';
import { readSweep } from '../../options/sweep.js';
import { print } from '../../terminal/output.js';
import { refuseOthers, type Scheduler, type Typed } from './scheduler.js';

/** Kubernetes, by the manifest of an Indexed Job. */
export const kubernetes: Scheduler = {
  name: 'kubernetes',
  summary: 'print the manifest of an Indexed Job',
  submit: printManifest,
};

async function printManifest({ options, words, forScheduler }: Typed): Promise<number> {
  const { image, volumeClaim } = options;
  refuseOthers(options, kubernetes, ['setup', 'dryRun', 'retryFailed']);
  if (image === undefined || volumeClaim === undefined) {
    const missing = image === undefined ? '--image' : '--volume-claim';
    throw new UserError(
      `--to kubernetes needs ${missing}`,
      'docs/cluster.md says what the image and the claim of a volume are',
    );
  }
  if (forScheduler.length > 0) throw new UserError('kubernetes takes no options after --', 'Edit the manifest');
  if (path.isAbsolute(options.out) || options.out.startsWith('..')) {
    throw new UserError(`--out ${options.out} is no path on the volume`, 'Give one relative to the root of the volume');
  }
  const { assignments } = await readSweep(options);
  const tasks = Math.min(options.tasks, assignments.length);
  await print(jobManifest({ command: ['adabatch', 'sweep', ...words, '--no-chart'], tasks, image, volumeClaim }));
  return ExitCode.done;
}
