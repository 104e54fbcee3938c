import { clockMutants } from './clock.ts';
import { codeMutants } from './codes.ts';
import { counterMutants } from './counter.ts';
import { displayMutants } from './display.ts';
import type { OathMutant } from './oath-mutant.ts';
import { stepMutants } from './steps.ts';

/** Every fault of a hardware token, by family. */
export const oathMutants: readonly OathMutant[] = [
  ...codeMutants,
  ...stepMutants,
  ...counterMutants,
  ...clockMutants,
  ...displayMutants,
];
