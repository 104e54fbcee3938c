import type { Token2Instruction } from '../context.ts';
import { authenticate } from './authenticate.ts';
import { getChallenge } from './get-challenge.ts';
import { getInfo } from './get-info.ts';
import { writeConfig } from './write-config.ts';
import { writeSeed } from './write-seed.ts';

/** The instructions of the programmable card. */
export const token2Instructions: readonly Token2Instruction[] = [
  getInfo,
  getChallenge,
  authenticate,
  writeSeed,
  writeConfig,
];
