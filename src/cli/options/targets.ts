import type { Command } from 'commander';
import { aboveZero, number } from '../../util/parse.js';
import { option } from './values.js';

/** What runs have to reach, in what compares them. */
export interface TargetOptions {
  target?: number;
  targetSuboptimality?: number;
}

/** Adds the options of a target. */
export function addTargets(command: Command): Command {
  return command
    .addOption(
      option(
        '--target <loss>',
        'train loss to reach (default: that of the best run of the smallest batch, half-way)',
        number('a number', Number.isFinite),
      ),
    )
    .addOption(
      option('--target-suboptimality <x>', 'suboptimality to reach, where runs have it', aboveZero).conflicts('target'),
    );
}
