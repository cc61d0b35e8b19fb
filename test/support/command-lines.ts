import { Command } from 'commander';
import { addSettings, settingsIn, textOption } from '../../src/cli/options/settings.js';
import { type RunRequest, requestOf } from '../../src/settings/request.js';
import { settingKeys } from '../../src/settings/settings.js';

/** The run that the command line asks for by these words. */
export function runRequestOf(...words: string[]): RunRequest {
  const command = new Command().exitOverride();
  addSettings(command, settingKeys, textOption);
  return requestOf(settingsIn(command.parse(words, { from: 'user' }).opts()));
}
