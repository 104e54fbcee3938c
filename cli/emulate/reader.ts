import { hostAndPort } from '../../simulators/backends/backend-error.ts';
import type { CardDevice } from '../../simulators/backends/card-device.ts';
import { connectVpcd, type VpcdEvent } from '../../simulators/backends/vpcd.ts';
import type { Env } from '../../src/env/env.ts';
import { complain, lineToStderr } from '../streams.ts';
import type { Place } from './place.ts';

/** A card in the virtual reader of pcscd. */
export interface CardInReader {
  /** Where it is, as `--on` and targets name it. */
  readonly target: string;
  /** A line for people. */
  readonly line: string;
  /** Takes the card out of the field and puts it back. */
  replug(): Promise<void>;
  close(): Promise<void>;
}

/** Puts a card into the virtual reader and says on stderr when the reader goes away. Rejects with `BackendError`. */
export async function putInReader(
  { host, port, waits }: Pick<Extract<Place, { readonly kind: 'vpcd' }>, 'host' | 'port' | 'waits'>,
  { card, env, atr }: { readonly card: CardDevice; readonly env: Env; readonly atr: Uint8Array },
): Promise<CardInReader> {
  const target = `vpcd:${hostAndPort(host, port)}`;
  const onEvent = (event: VpcdEvent): void => tellReader(event, target);
  const slot = await connectVpcd({ host, port, card, env, atr, waits, onEvent });
  const line = waits ? `waiting for the reader at ${target}` : `in the reader at ${target}`;
  return { target, line, replug: () => slot.replug(), close: () => slot.close() };
}

function tellReader(event: VpcdEvent, target: string): void {
  if (event.kind === 'nonsense') void complain(event.error.message);
  else if (event.kind === 'reader-gone') lineToStderr(`the reader at ${target} went away; waiting for it`);
  else lineToStderr(`the reader at ${target} is there`);
}
