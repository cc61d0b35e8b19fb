import type { Execution } from './execution.js';
import { hogwild } from './hogwild.js';
import { sequential } from './sequential.js';
import { synchronous } from './synchronous.js';

/** The executions by name. */
export const executions: readonly Execution[] = [sequential, synchronous, hogwild];
