/** What the figures of a comparison are: one wording for the help of a command and for reports. */
export const definitions = {
  excess:
    'The excess of a batch is how much worse it ends than batch 1, as a share of what that has gained: ' +
    '(F_B − F_1)/(F(w₀) − F_1), F the median final loss.',
  criticalBatch:
    'The critical batch of a rule is the largest such that no batch up to it has an excess above 2 % or twice its ' +
    'standard error over the seeds.',
  toTarget:
    'Epochs, passes and seconds count to the target; between two points the loss is taken to fall exponentially.',
  speedUp:
    'The speed-up is how many times as fast an epoch is as that of one worker of the same execution, or of the ' +
    'sequential run where there is none.',
} as const;
