import os from 'node:os';

/** A job of a scheduler, which may be started again after it was ended. */
export interface Job {
  /** Its number, with that of the task in an array, as `17_3`. */
  id: string;
  /** Which start of the job this is: another one has another. */
  start: string;
}

/** The machine that this process is on, and the scheduler's job that it belongs to, if any. */
export function here(env: NodeJS.ProcessEnv = process.env): { host: string; job: Job | undefined } {
  // The nodes of a cluster may have one name for all, as in containers.
  return { host: env.SLURMD_NODENAME ?? os.hostname(), job: slurmJob(env) ?? indexedJob(env) };
}

function slurmJob(env: NodeJS.ProcessEnv): Job | undefined {
  const {
    SLURM_JOB_ID: id,
    SLURM_ARRAY_JOB_ID: array,
    SLURM_ARRAY_TASK_ID: task,
    SLURM_RESTART_COUNT: start = '0',
  } = env;
  if (!id) return undefined;
  return { id: array && task ? `${array}_${task}` : id, start };
}

/** A pod of a Kubernetes Indexed Job: its host has the name of the job and the index, and the pod's name is of one start. */
function indexedJob(env: NodeJS.ProcessEnv): Job | undefined {
  const { JOB_COMPLETION_INDEX: index, POD_NAME: pod } = env;
  if (!index || !pod) return undefined;
  return { id: pod.replace(/-[^-]*$/, ''), start: pod };
}
