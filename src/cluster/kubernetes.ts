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
/** The group of the user `node` in the images of Node. */
const IMAGE_GROUP = 1000;
/** How often a pod is started again, where its node failed or it was killed. */
const RESTARTS = 3;
/** How long a pod may take to save what was measured, once it is to end. */
const GRACE_SECONDS = 60;

/**
 * The manifest of an Indexed Job (batch/v1) as YAML. A pod that is evicted is started again without counting; one that
 * says that a run failed, or that it was started wrongly, is not, and holds up no other.
 */
export function jobManifest(job: IndexedJob): string {
  return stringify(jobOf(job), { lineWidth: 0 });
}

function jobOf({ command, tasks, image, volumeClaim }: IndexedJob): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    // A name of its own for each submission: an ended Job keeps its name.
    metadata: { generateName: 'adabatch-' },
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
    // The user of the image may write to the volume.
    securityContext: { fsGroup: IMAGE_GROUP },
    containers: [
      {
        ...{ name: 'adabatch', image },
        // $(NAME) would be replaced by a variable.
        command: command.map((word) => word.replaceAll('$(', '$$$$(')),
        workingDir: VOLUME_PATH,
        // Its name tells a pod that was started again from the one before it.
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        resources: { requests: { cpu: '1' } },
        volumeMounts: [{ name: 'work', mountPath: VOLUME_PATH }],
      },
    ],
    volumes: [{ name: 'work', persistentVolumeClaim: { claimName: volumeClaim } }],
  };
}
