import { execFileSync } from 'node:child_process';
import { Job } from 'kubernetes-models/batch/v1';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jobManifest } from '../../../src/cluster/kubernetes.js';
import { arrayScript, lastScript } from '../../../src/cluster/slurm.js';

const job = {
  command: ['node', '/opt/adabatch.js', 'sweep', '-d', "it's mine.svm", '--step-size', '4/L'],
  cwd: '/home/a b',
  out: 'results',
  setup: 'module load nodejs',
  tasks: 50,
};

describe('the scripts for Slurm', () => {
  test('the script of the tasks', () => {
    expect(arrayScript(job)).toBe(`#!/bin/sh
#SBATCH --job-name=adabatch
#SBATCH --array=0-49
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@60
#SBATCH --output="results/slurm-%A_%a.out"
cd '/home/a b' || exit
module load nodejs
exec node /opt/adabatch.js sweep -d 'it'\\''s mine.svm' --step-size 4/L
`);
  });

  test('the script of the last job', () => {
    expect(lastScript(['node', '/opt/adabatch.js'], { ...job, setup: undefined })).toBe(`#!/bin/sh
#SBATCH --job-name=adabatch-status
#SBATCH --output="results/slurm-%j.out"
cd '/home/a b' || exit
node /opt/adabatch.js merge results --partial --out results/curves.csv
exec node /opt/adabatch.js status results
`);
  });

  test('a script that is not submitted has the options of sbatch, too', () => {
    expect(arrayScript(job, ['--time', '5', '--comment', 'a b'])).toContain("#SBATCH --time 5 --comment 'a b'\n");
  });

  test('the folder of the output is one text, without patterns of Slurm', () => {
    expect(arrayScript({ ...job, out: 'a b/50%A' })).toContain('#SBATCH --output="a b/50%%A/slurm-%A_%a.out"\n');
    for (const out of ['a"b', 'a\nb', 'a\\b']) {
      expect(() => arrayScript({ ...job, out })).toThrow('Slurm takes no path with quotes');
    }
  });

  test('a shell reads the words of the command as they are', () => {
    const words = ['a b', "it's", '$HOME', '`id`', '*', '', '=ls', 'ü\n2'];
    const command = ['printf', '[%s]', ...words];
    const script = arrayScript({ ...job, command, cwd: '/', setup: undefined });
    expect(execFileSync('sh', { input: script, encoding: 'utf8' })).toBe(words.map((word) => `[${word}]`).join(''));
  });
});

describe('the manifest for Kubernetes', () => {
  const asked = {
    command: ['adabatch', 'sweep', '--batch', '1..8'],
    tasks: 5,
    image: 'an/image:1',
    volumeClaim: 'data',
  };

  test('the manifest is one of the API batch/v1', () => {
    const manifest = parse(jobManifest(asked));
    expect(() => new Job(manifest).validate()).not.toThrow();
    const wrong = structuredClone(manifest);
    wrong.spec.completions = 'five';
    expect(() => new Job(wrong).validate()).toThrow('spec/completions must be integer');
  });

  test('what looks like a variable of Kubernetes stays as it is', () => {
    const { spec } = parse(jobManifest({ ...asked, command: ['adabatch', 'sweep', '-d', 'a$(POD_NAME)$b'] }));
    expect(spec.template.spec.containers[0].command.at(-1)).toBe('a$$(POD_NAME)$b');
  });

  test('the manifest has the pods share a volume, and restarts what was evicted, not what failed', () => {
    expect(jobManifest(asked)).toBe(`apiVersion: batch/v1
kind: Job
metadata:
  generateName: adabatch-
spec:
  completionMode: Indexed
  completions: 5
  parallelism: 5
  backoffLimitPerIndex: 3
  podFailurePolicy:
    rules:
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
            status: "True"
      - action: FailIndex
        onExitCodes:
          containerName: adabatch
          operator: In
          values:
            - 1
            - 2
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 60
      securityContext:
        fsGroup: 1000
      containers:
        - name: adabatch
          image: an/image:1
          command:
            - adabatch
            - sweep
            - --batch
            - 1..8
          workingDir: /work
          env:
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          resources:
            requests:
              cpu: "1"
          volumeMounts:
            - name: work
              mountPath: /work
      volumes:
        - name: work
          persistentVolumeClaim:
            claimName: data
`);
  });
});
