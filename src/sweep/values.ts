import { rowOf, type SettingKey } from '../settings/settings.js';
import { UserError } from '../util/errors.js';
import { isReadOnce } from '../util/files.js';
import { setting } from '../util/setting.js';
import { expandAxis, expandPart } from './axes.js';

/**
 * The items that a text means for a setting, each of which the setting takes.
 * @param name the name of the setting in errors
 * @throws UserError if the text is no list or no range, or the setting does not take an item
 */
export function readAxis(key: SettingKey, text: string, name: string = setting(key)): string[] {
  const { axis } = rowOf(key);
  return accepted(key, axis === 'one value' ? [text] : expandAxis(text, name, axis), name);
}

/** Like readAxis, for a text in which a comma has no meaning. */
export function readPart(key: SettingKey, text: string, name: string): string[] {
  const { axis } = rowOf(key);
  return accepted(key, axis === 'one value' ? [text] : expandPart(text, name, axis), name);
}

/** The items, each of which a setting takes in a sweep. Throws a UserError if it does not take one. */
export function accepted(key: SettingKey, items: string[], name: string = setting(key)): string[] {
  const { isInput, parse } = rowOf(key);
  for (const item of items) {
    if (isInput) refuseReadOnce(item, name);
    parse(item, name);
  }
  return items;
}

function refuseReadOnce(item: string, name: string): void {
  if (!isReadOnce(item)) return;
  const what = item === '-' ? 'stdin' : `'${item}', which is no plain file`;
  throw new UserError(`${name}: a sweep cannot read ${what}`, 'Save the data to a file');
}
