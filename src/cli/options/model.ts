import { type Command, Option } from 'commander';
import { addSettings, flagsOf } from './settings.js';

/** Adds the model and the data that a command uses it on, and how to read these. */
export function addModelAndData(command: Command): Command {
  const help = "data in the format of the model's training data, also packed; - is stdin; or a name";
  command
    .argument('<model file>', 'what adabatch run --save-model wrote')
    .optionsGroup('Data:')
    .addOption(new Option(flagsOf('dataset'), help).makeOptionMandatory());
  addSettings(command, ['missing', 'maxUnpacked']);
  return command;
}
