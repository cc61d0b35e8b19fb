import { hyphenated } from '../util/setting.js';

/** A setting as messages name it. */
const NAMED = /‹([a-z][a-zA-Z0-9]*)(: false)?›/g;

/**
 * The flag of a setting: that of `indexBase` is `--index-base`.
 * @param isOn false for the flag that turns it off, such as `--no-header`
 */
export function flagOf(key: string, isOn = true): string {
  return `--${isOn ? '' : 'no-'}${hyphenated(key)}`;
}

/** A message with flags in place of settings, which the modules below the command line name by their keys. */
export function withFlags(message: string): string {
  return message.replaceAll(NAMED, (_, key: string, off?: string) => flagOf(key, off === undefined));
}
