import type { Env } from '../../src/env/env.ts';
import type { CardPort, CtapLink, ReportPort } from '../../src/transport/ports.ts';
import type { Powers, Touch } from '../vocabulary/device.ts';

/** A key, opened for judgement: what `cli/targets` hands to the engine. The engine closes nothing but what it opened itself. */
export interface Session {
  /** The target as the user named it: `sim:fido2`. */
  readonly uri: string;
  /** The wire, for reports: `in-process`, `usb`, `nfc`, `udp`, `tcp`, `vpcd`. */
  readonly transport: string;
  /** Time and chance of key and harness. */
  readonly env: Env;
  readonly powers: Powers;
  readonly link: CtapLink;
  /** Real hardware: resets are made as seldom as possible and the tries of a PIN are guarded. Default false. */
  readonly real?: boolean;
  /** A key that is not ours over a wire whose power cycle may do nothing: `powers` are claims until a trial has shown them. */
  readonly unproven?: boolean;
  /** What the user gave leave for. `powers` already follows from it. */
  readonly allow: Leave;
  /** The PIN of a key that has one. */
  readonly pin?: string;
  /** A raw CTAPHID port beside the link; the engine closes it. */
  openHid?(): Promise<ReportPort>;
  /** The raw card, not selected; the engine closes it and then reopens the link. */
  openCard?(): Promise<CardPort>;
  /** Cuts power and gives it back. The engine reopens the link afterwards. */
  powerCycle?(): Promise<void>;
  /** How touches are answered from now on. */
  setTouch?(manner: Touch): void;
  /** Hears which rule is judged from now on: a mark of a transcript. */
  begin?(ruleId: string): void;
  /** The last frames, decoded, oldest first. */
  transcript(): string[];
  /** Forgets the frames so far, so that a transcript begins with the run that matters. */
  forgetTranscript?(): void;
  close(): Promise<void>;
}

/** Leave to change a key: `--allow reset,pin,write`; a simulator has all three. */
export interface Leave {
  readonly reset: boolean;
  readonly pin: boolean;
  readonly write: boolean;
}
