import type { Env } from '../../env/env.ts';
import { TransportError } from '../../errors/transport-error.ts';
import type { CardPort } from '../ports.ts';
import { CardError } from './card-error.ts';
import { type CardLink, type CardLinkOptions, openCardLink } from './card-link.ts';

/** authenticatorGetInfo. */
const GET_INFO = Uint8Array.of(0x04);

/**
 * Selects the FIDO applet and speaks to it in the form that it takes: extended APDUs, or short ones in chains where card or
 * reader refuse those. Rejects as `openCardLink` does.
 */
export async function openFittingCardLink(
  port: CardPort,
  env: Env,
  options: Omit<CardLinkOptions, 'form'> = {},
): Promise<CardLink> {
  const extended = await openCardLink(port, env, { ...options, form: 'extended' });
  if (await answers(extended)) return extended;
  return openCardLink(port, env, { ...options, form: 'short' });
}

/** Whether extended APDUs come through. A card that speaks U2F alone refuses in either form: it stays with extended ones. */
async function answers(link: CardLink): Promise<boolean> {
  try {
    await link.ctap2(GET_INFO);
    return true;
  } catch (error) {
    if (error instanceof CardError) return link.version === 'U2F_V2' && error.sw !== 0x6700;
    // Some readers lose the card over an APDU that they cannot carry.
    if (error instanceof TransportError && error.reason !== 'silence') return false;
    throw error;
  }
}
