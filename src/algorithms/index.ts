import { adagrad } from './adagrad.js';
import type { Algorithm } from './algorithm.js';
import { saga } from './saga.js';
import { sgd } from './sgd.js';
import { svrg } from './svrg.js';

/** The algorithms by name; a new one is a file like sgd.ts and a place in this list. */
export const algorithms: readonly Algorithm[] = [sgd, svrg, saga, adagrad];
