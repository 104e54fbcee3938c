import type { Mutant } from '../mutant.ts';
import { agreesWithAnyPoint } from './agrees-with-any-point.ts';
import { answersNothing } from './answers-nothing.ts';
import { answersRefusalsWithOther } from './answers-refusals-with-other.ts';
import { answersWithAscii } from './answers-with-ascii.ts';
import { chainsOutputs } from './chains-outputs.ts';
import { derivesSecretFromAttestationKey } from './derives-secret-from-attestation-key.ts';
import { drawsOutputs } from './draws-outputs.ts';
import { drawsSecretAtPowerUp } from './draws-secret-at-power-up.ts';
import { dropsSecondOutput } from './drops-second-output.ts';
import { forgetsSaltsInSequence } from './forgets-salts-in-sequence.ts';
import { forgetsSecondSaltInSequence } from './forgets-second-salt-in-sequence.ts';
import { ignoresMistypedInput } from './ignores-mistyped-input.ts';
import { ignoresSalt } from './ignores-salt.ts';
import { ignoresSaltAuth } from './ignores-salt-auth.ts';
import { ignoresUnreadableInput } from './ignores-unreadable-input.ts';
import { ignoresVerification } from './ignores-verification.ts';
import { mixesInPin } from './mixes-in-pin.ts';
import { mixesInProtocol } from './mixes-in-protocol.ts';
import { neverSaysTrue } from './never-says-true.ts';
import { padsOneOutput } from './pads-one-output.ts';
import { remembersSalts } from './remembers-salts.ts';
import { repeatsFirstOutput } from './repeats-first-output.ts';
import { repeatsIv } from './repeats-iv.ts';
import { saysTrueUnasked } from './says-true-unasked.ts';
import { servesWithoutPresence } from './serves-without-presence.ts';
import { sharesSecretOfRelyingParty } from './shares-secret-of-relying-party.ts';
import { swapsOutputs } from './swaps-outputs.ts';
import { takesAbsentProtocolAsTwo } from './takes-absent-protocol-as-two.ts';
import { takesAnySalts } from './takes-any-salts.ts';
import { takesUnknownProtocolAsOne } from './takes-unknown-protocol-as-one.ts';
import { truncatesOutputs } from './truncates-outputs.ts';

/** Faults of hmac-secret. */
export const hmacSecretMutants: readonly Mutant[] = [
  neverSaysTrue,
  saysTrueUnasked,
  answersNothing,
  dropsSecondOutput,
  padsOneOutput,
  swapsOutputs,
  repeatsFirstOutput,
  chainsOutputs,
  truncatesOutputs,
  answersWithAscii,
  ignoresSalt,
  drawsOutputs,
  mixesInProtocol,
  remembersSalts,
  sharesSecretOfRelyingParty,
  ignoresVerification,
  forgetsSaltsInSequence,
  forgetsSecondSaltInSequence,
  takesAbsentProtocolAsTwo,
  takesUnknownProtocolAsOne,
  repeatsIv,
  ignoresSaltAuth,
  takesAnySalts,
  ignoresUnreadableInput,
  agreesWithAnyPoint,
  servesWithoutPresence,
  mixesInPin,
  drawsSecretAtPowerUp,
  derivesSecretFromAttestationKey,
  answersRefusalsWithOther,
  ignoresMistypedInput,
];
