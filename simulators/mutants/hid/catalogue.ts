import type { Mutant } from '../mutant.ts';
import { answersCancelItself } from './answers-cancel-itself.ts';
import { answersEveryErrorWithOther } from './answers-every-error-with-other.ts';
import { answersIdleCancel } from './answers-idle-cancel.ts';
import { answersStrayContinuations } from './answers-stray-continuations.ts';
import { answersTwice } from './answers-twice.ts';
import { cancelsForAnybody } from './cancels-for-anybody.ts';
import { cutsLongPing } from './cuts-long-ping.ts';
import { deniesMsgItServes } from './denies-msg-it-serves.ts';
import { dropsMessageOnForeignInit } from './drops-message-on-foreign-init.ts';
import { forgetsLock } from './forgets-lock.ts';
import { givesOneChannelToAll } from './gives-one-channel-to-all.ts';
import { ignoresCancel } from './ignores-cancel.ts';
import { ignoresSequenceNumbers } from './ignores-sequence-numbers.ts';
import { isNeverBusy } from './is-never-busy.ts';
import { keepsAliveTooSeldom } from './keeps-alive-too-seldom.ts';
import { keepsMessageOverInit } from './keeps-message-over-init.ts';
import { leaksLeftovers } from './leaks-leftovers.ts';
import { losesMessageWhenBusy } from './loses-message-when-busy.ts';
import { neverGivesUp } from './never-gives-up.ts';
import { neverSaysTouchNeeded } from './never-says-touch-needed.ts';
import { neverUnlocks } from './never-unlocks.ts';
import { passesEmptyCbor } from './passes-empty-cbor.ts';
import { remembersIdleCancel } from './remembers-idle-cancel.ts';
import { renamesChannelOnResync } from './renames-channel-on-resync.ts';
import { servesBroadcastChannel } from './serves-broadcast-channel.ts';
import { servesChannelZero } from './serves-channel-zero.ts';
import { servesOldProtocolVersion } from './serves-old-protocol-version.ts';
import { servesStrangeChannels } from './serves-strange-channels.ts';
import { servesUnknownCommands } from './serves-unknown-commands.ts';
import { setsReservedCapability } from './sets-reserved-capability.ts';
import { takesInitOfAnyLength } from './takes-init-of-any-length.ts';
import { takesTooLongMessages } from './takes-too-long-messages.ts';
import { winksWithPayload } from './winks-with-payload.ts';

/** Faults of a key's USB side. */
export const hidMutants: readonly Mutant[] = [
  servesOldProtocolVersion,
  givesOneChannelToAll,
  setsReservedCapability,
  deniesMsgItServes,
  keepsMessageOverInit,
  renamesChannelOnResync,
  dropsMessageOnForeignInit,
  takesInitOfAnyLength,
  servesChannelZero,
  servesBroadcastChannel,
  servesStrangeChannels,
  cutsLongPing,
  answersTwice,
  leaksLeftovers,
  takesTooLongMessages,
  ignoresSequenceNumbers,
  answersStrayContinuations,
  servesUnknownCommands,
  answersEveryErrorWithOther,
  passesEmptyCbor,
  isNeverBusy,
  losesMessageWhenBusy,
  neverGivesUp,
  winksWithPayload,
  neverSaysTouchNeeded,
  keepsAliveTooSeldom,
  ignoresCancel,
  answersCancelItself,
  cancelsForAnybody,
  answersIdleCancel,
  remembersIdleCancel,
  forgetsLock,
  neverUnlocks,
];
