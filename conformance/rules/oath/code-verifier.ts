import type { OtpRule } from '../../vocabulary/oath-verifier.ts';
import { acceptsRules } from './verifier/accepts.ts';
import { counterRules } from './verifier/counter.ts';
import { driftRules } from './verifier/drift.ts';
import { refusesRules } from './verifier/refuses.ts';
import { replayRules } from './verifier/replay.ts';
import { throttleRules } from './verifier/throttle.ts';
import { windowRules } from './verifier/windows.ts';

/** Every rule of a verifier of one-time codes. */
export const codeVerifierRules: readonly OtpRule[] = [
  ...acceptsRules,
  ...refusesRules,
  ...windowRules,
  ...replayRules,
  ...driftRules,
  ...counterRules,
  ...throttleRules,
];
