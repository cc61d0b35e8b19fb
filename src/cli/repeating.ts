import type { DrawnRow } from '../results/comparison/curves.js';
import type { Configuration } from '../results/schema.js';
import { rowOf, type SettingKey, settingKeys } from '../settings/settings.js';
import { shellWord } from '../util/shell.js';
import { flagOf } from './flags.js';

// The command that makes the runs of a row again, for those who read of them elsewhere.

/** The command for the runs of a row: a sweep where it has several seeds. Files that results do not name are in capitals. */
export function commandOf({ configurations, finalSuboptimality }: DrawnRow, dataset: string): string {
  const [configuration] = configurations;
  if (!configuration) return '';
  const seeds = [...new Set(configurations.map(({ seed }) => seed))].sort((one, other) => one - other);
  const settings: Partial<Record<SettingKey, string>> = {
    ...textsOf(configuration),
    dataset,
    seed: seeds.join(','),
    ...(finalSuboptimality && { suboptimality: 'true' }),
  };
  const given = settingKeys.flatMap((key) => {
    const [text, { standard, placeholder }] = [settings[key], rowOf(key)];
    if (text === undefined || text === standard) return [];
    return placeholder === undefined ? [flagOf(key)] : [flagOf(key), shellWord(text)];
  });
  return ['adabatch', seeds.length > 1 ? 'sweep' : 'run', ...given].join(' ');
}

/** The settings of a configuration, as they are typed. */
function textsOf(configuration: Configuration): Partial<Record<SettingKey, string>> {
  const { test, positive, stepSize, stepSizeFrom, timeLimit, warmStart, ...others } = configuration;
  const plain = Object.entries(others).filter(([, value]) => value !== null && value !== undefined);
  const steps: Readonly<Record<string, string>> = { given: String(stepSize), tuned: 'tune' };
  return {
    ...Object.fromEntries(plain.map(([key, value]) => [key, String(value)])),
    ...(test && ('fraction' in test ? { testFraction: String(test.fraction) } : { test: 'TEST_FILE' })),
    ...(positive && !isUsual(positive) && { positive: positive.join(',') }),
    stepSize: steps[stepSizeFrom] ?? stepSizeFrom,
    ...(timeLimit !== null && { timeLimit: `${timeLimit}s` }),
    ...(warmStart !== null && { warmStart: 'MODEL_FILE' }),
  };
}

/** Whether a label is the positive one of most files, without being asked for. */
function isUsual([label, ...others]: readonly string[]): boolean {
  return others.length === 0 && Number(label) === 1;
}
