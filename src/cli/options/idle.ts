import { isDeterministic, type RunRequest } from '../../experiment/request.js';
import { UserError } from '../../util/errors.js';

/** An option that only some runs use. */
interface Particular {
  /** Whether a run uses it, or it asks for what would happen anyway. */
  isUsed(request: RunRequest): boolean;
  /** The value it was given. */
  value(request: RunRequest): unknown;
  /** The part of the run that makes it meaningless. */
  because(request: RunRequest): string;
  /** What it works with. */
  goesWith: string;
}

const execution = ({ execution }: RunRequest) => `--execution ${execution.name}`;

/** The options by their long names. */
const PARTICULAR: Readonly<Record<string, Particular>> = {
  'snapshot-every': {
    isUsed: ({ algorithm }) => algorithm.takesSnapshots,
    value: ({ snapshotEvery }) => snapshotEvery,
    because: ({ algorithm }) => `--algorithm ${algorithm.name}`,
    goesWith: '--algorithm svrg',
  },
  workers: {
    isUsed: ({ execution, workers }) => execution.byWorkers || workers === 1,
    value: ({ workers }) => workers,
    because: execution,
    goesWith: '--execution synchronous or hogwild',
  },
  blocks: {
    isUsed: ({ execution }) => execution.blocks !== undefined,
    value: ({ blocks }) => blocks,
    because: execution,
    goesWith: '--execution synchronous',
  },
  repeats: {
    isUsed: (request) => !isDeterministic(request) || request.repeats === 1,
    value: ({ repeats }) => repeats,
    because: (request) => (request.execution.isDeterministic ? execution(request) : 'one worker'),
    goesWith: '--execution hogwild and several --workers',
  },
};

/**
 * Refuses an option that was typed but that none of the runs uses: the user meant it to change something.
 * @param runs at least one
 * @param typed the long names of the options that were typed
 */
export function refuseIdle(runs: readonly RunRequest[], typed: Iterable<string>): void {
  const [first] = runs as [RunRequest, ...RunRequest[]];
  for (const name of typed) {
    const particular = PARTICULAR[name];
    if (!particular || runs.some((request) => particular.isUsed(request))) continue;
    const reasons = [...new Set(runs.map((request) => particular.because(request)))];
    throw new UserError(
      `--${name} ${particular.value(first)} has no meaning with ${reasons.join(' or ')}`,
      `Give ${particular.goesWith}`,
    );
  }
}
