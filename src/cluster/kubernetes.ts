import { createHash } from 'node:crypto';
import { stringify } from 'yaml';

/** The work that the pods of an Indexed Job share. */
export interface IndexedJob {
  /** The words of the command that each pod runs. */
  command: readonly string[];
  /** The number of pods. */
  tasks: number;
  image: string;
  /** The claim of the volume that has the data and gets the results. */
  volumeClaim: string;
}

/** Where pods see the volume, which is their current folder, too. */
const VOLUME_PATH = '/work';
/** How often a pod is started again, where its node failed or it was killed. */
const RESTARTS = 3;
/** How long a pod may take to save what was measured, once it is to end. */
const GRACE_SECONDS = 60;
const NAME_DIGITS = 8;

/**
 * The manifest of an Indexed Job (batch/v1) as YAML. A pod that is evicted is started again without counting; one that
 * says that a run failed, or that it was started wrongly, is not, and holds up no other.
 */
export function jobManifest(job: IndexedJob): string {
  return stringify(jobOf(job), { lineWidth: 0 });
}

function jobOf({ command, tasks, image, volumeClaim }: IndexedJob): object {
  const digits = createHash('sha256').update(JSON.stringify(command)).digest('hex').slice(0, NAME_DIGITS);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `adabatch-${digits}` },
    spec: {
      completionMode: 'Indexed',
      ...{ completions: tasks, parallelism: tasks, backoffLimitPerIndex: RESTARTS },
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailIndex', onExitCodes: { containerName: 'adabatch', operator: 'In', values: [1, 2] } },
        ],
      },
      template: { spec: podOf(command, { image, volumeClaim }) },
    },
  };
}

function podOf(command: readonly string[], { image, volumeClaim }: Pick<IndexedJob, 'image' | 'volumeClaim'>): object {
  return {
    ...{ restartPolicy: 'Never', terminationGracePeriodSeconds: GRACE_SECONDS },
    containers: [
      {
        ...{ name: 'adabatch', image, command, workingDir: VOLUME_PATH },
        // Its name tells a pod that was started again from the one before it.
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        volumeMounts: [{ name: 'work', mountPath: VOLUME_PATH }],
      },
    ],
    volumes: [{ name: 'work', persistentVolumeClaim: { claimName: volumeClaim } }],
  };
}
