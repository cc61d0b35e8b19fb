import { type Command, Option } from 'commander';
import { executions } from '../../algorithms/executions/index.js';
import { algorithms } from '../../algorithms/index.js';
import { orders } from '../../algorithms/orders.js';
import { scheduleForms } from '../../algorithms/schedules.js';
import { losses } from '../../objective/losses.js';
import { ruleForms } from '../../rules/index.js';
import type { RunSettings } from '../../settings/request.js';
import { formatSettings, rowOf, type SettingKey, settingKeys } from '../../settings/settings.js';
import { hyphenated, setting } from '../../util/setting.js';
import type { HelpPart } from '../help.js';
import { explain, WordOption } from './values.js';

/**
 * The option that gives a setting its value.
 * @param help says what it means for a command, if that is not what it means for a run
 */
export function settingOption(key: SettingKey, help = rowOf(key).help): WordOption {
  const row = rowOf(key);
  const option = new WordOption(flagsOf(key), help, row.words);
  if (row.placeholder !== undefined) option.argParser((text: string) => row.parse(text, setting(key)));
  if (row.standard !== undefined) option.default(row.parse(row.standard, setting(key)), row.standard);
  return option;
}

/** The option whose value is the text of a setting, which was tried: what a setting means then stays one thing. */
export function textOption(key: SettingKey): WordOption {
  const option = settingOption(key);
  const { placeholder, parse, standard } = rowOf(key);
  if (placeholder !== undefined) {
    option.argParser((text: string) => {
      parse(text, setting(key));
      return text;
    });
  }
  if (standard !== undefined && placeholder !== undefined) option.default(standard, standard);
  return option;
}

/**
 * Adds the options of some settings to a command, in the groups of the settings.
 * @param optionOf makes the option of a setting, if not as settingOption does
 */
export function addSettings(
  command: Command,
  keys: readonly SettingKey[],
  optionOf: (key: SettingKey) => Option = settingOption,
): void {
  for (const key of keys) {
    const { group, helpOfNo } = rowOf(key);
    command.addOption(optionOf(key).helpGroup(`${group}:`));
    if (helpOfNo !== undefined) {
      command.addOption(new Option(`--no-${hyphenated(key)}`, helpOfNo).helpGroup(`${group}:`));
    }
  }
}

/** Adds the options that say how to read a dataset file to a command; they are those of UserFormat. */
export function addFormatOptions(command: Command): void {
  addSettings(command, Object.keys(formatSettings) as SettingKey[]);
}

/** The settings among the options of a command. */
export function settingsIn(options: object): RunSettings {
  return Object.fromEntries(Object.entries(options).filter(([name]) => settingKeys.includes(name as SettingKey)));
}

/** The flags of a setting as commander takes them. */
export function flagsOf(key: SettingKey): string {
  const { short, placeholder } = rowOf(key);
  const long = `--${hyphenated(key)}${placeholder === undefined ? '' : ` <${placeholder}>`}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

/** The meanings of the names of losses, for the end of a help. */
export const explainedLosses: HelpPart = explain('Losses: of the margin m and the label y', losses);

/** The meanings of the names in the options, for the end of the help. */
export const explainedNames: readonly HelpPart[] = [
  explain('Algorithms: which gradient is formed, and how the step is scaled', algorithms),
  explain('Rules: how the gradients of a batch become one step, feature by feature', ruleForms),
  explain('Schedules: the step size after t passes', scheduleForms),
  explain('Executions: who does the work', executions),
  explain('Orders: how the rows are visited', orders),
  explainedLosses,
];
