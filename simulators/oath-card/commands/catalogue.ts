import type { OathInstruction } from '../context.ts';
import { calculate } from './calculate.ts';
import { calculateAll } from './calculate-all.ts';
import { deleteCredential } from './delete.ts';
import { list } from './list.ts';
import { put } from './put.ts';
import { rename } from './rename.ts';
import { reset } from './reset.ts';
import { sendRemaining } from './send-remaining.ts';
import { setCode } from './set-code.ts';
import { validate } from './validate.ts';

/** The instructions of the OATH applet, SELECT aside. */
export const oathInstructions: readonly OathInstruction[] = [
  put,
  deleteCredential,
  setCode,
  reset,
  rename,
  list,
  calculate,
  validate,
  calculateAll,
  sendRemaining,
];
