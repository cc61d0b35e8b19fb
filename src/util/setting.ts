/** The keys of the settings that messages name; each is that of an option of the command line. */
export const settings = [
  ...(['indexBase', 'features', 'labelColumn', 'header', 'dropColumns', 'textColumns', 'missing'] as const),
  ...(['maxUnpacked', 'mirror', 'like', 'labels', 'positive', 'scale', 'normalise', 'toBase', 'repair'] as const),
  ...(['test', 'testFraction', 'seed', 'loss', 'l2', 'bias', 'algorithm', 'rule', 'average', 'stepSize'] as const),
  ...(['order', 'workers', 'blocks', 'epochs', 'maxPasses', 'timeLimit', 'measureEvery', 'warmStart'] as const),
  ...(['out', 'name', 'save', 'saveModel', 'jobs', 'force', 'baseline', 'target', 'targetSuboptimality'] as const),
  ...(['timeTolerance', 'allowDifferentMachines'] as const),
];

export type Setting = (typeof settings)[number];

/**
 * The name of a setting in a message: its key in backticks, such as `indexBase`. Messages name no flags, since callers
 * other than the command line have none; it puts its flags in the place of these names.
 * @param isOn false for a setting that is to be turned off, such as `header: false`
 */
export function setting(key: Setting, isOn = true): string {
  return `\`${key}${isOn ? '' : ': false'}\``;
}
