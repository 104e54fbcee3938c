import { answerToReset } from '../../simulators/backends/atr.ts';
import { BackendError } from '../../simulators/backends/backend-error.ts';
import { MemoryCardPort } from '../../simulators/backends/memory-card-port.ts';
import { MemoryReportPort } from '../../simulators/backends/memory-report-port.ts';
import { serveTcp } from '../../simulators/backends/tcp.ts';
import { serveUdp } from '../../simulators/backends/udp.ts';
import { connectVpcd, type VpcdCard, type VpcdCardOptions } from '../../simulators/backends/vpcd.ts';
import { CardEndpoint } from '../../simulators/endpoints/card-endpoint.ts';
import { cardProfile } from '../../simulators/endpoints/card-profile.ts';
import { HidEndpoint } from '../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../simulators/endpoints/hid-profile.ts';
import { systemEnv } from '../../src/env/system.ts';
import type { CardLinkOptions } from '../../src/transport/card/card-link.ts';
import { openCardLink } from '../../src/transport/card/card-link.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import { openTcpPort } from '../../src/transport/tcp-port.ts';
import { openUdpPort } from '../../src/transport/udp-port.ts';
import { openVpcdPort } from '../../src/transport/vpcd-port.ts';
import { freeTcpPort } from '../unit/transport/free-tcp-port.ts';
import { type Kind, linkContract, parts } from './link-contract.ts';

function hidOver(reportSize: number): Kind {
  return {
    name: `HID in process, reports of ${reportSize} bytes`,
    tellsWaits: true,
    le: '000000',
    isVirtual: true,
    open: async () => {
      const { responder, person, clock, random } = parts();
      const endpoint = new HidEndpoint({ responder, presence: person, random, profile: hidProfile({ reportSize }) });
      const port = new MemoryReportPort({ endpoint, clock });
      const link = await openHidLink(port, { clock, random });
      return { link, responder, person, powerCycle: () => port.powerCycle(), close: () => link.close() };
    },
  };
}

function card(what: string, options: CardLinkOptions, profile: Parameters<typeof cardProfile>[0] = {}): Kind {
  return {
    name: `card in process, ${what}`,
    tellsWaits: options.polls ?? true,
    le: profile.form === 'short' ? '00' : '000000',
    isVirtual: true,
    open: async () => {
      const { responder, person, clock, random } = parts();
      const endpoint = new CardEndpoint({ responder, presence: person, profile: cardProfile(profile) });
      const port = new MemoryCardPort({ endpoint, clock });
      const link = await openCardLink(port, { clock, random }, options);
      return { link, responder, person, powerCycle: () => port.powerCycle(), close: () => link.close() };
    },
  };
}

const udp: Kind = {
  name: 'HID over UDP',
  tellsWaits: true,
  le: '000000',
  isVirtual: false,
  open: async () => {
    const { responder, person, random } = parts();
    const endpoint = new HidEndpoint({ responder, presence: person, random });
    const server = await serveUdp({ endpoint, env: systemEnv, port: 0 });
    const port = await openUdpPort({ host: '127.0.0.1', port: server.port });
    const link = await openHidLink(port, systemEnv, { silenceMs: 30_000, openTimeoutMs: 30_000 });
    const close = async (): Promise<void> => {
      await link.close();
      await server.close();
    };
    return { link, responder, person, powerCycle: () => endpoint.powerCycle(systemEnv.clock.nowMs()), close };
  },
};

const tcp: Kind = {
  name: 'HID over TCP',
  tellsWaits: true,
  le: '000000',
  isVirtual: false,
  open: async () => {
    const { responder, person, random } = parts();
    const endpoint = new HidEndpoint({ responder, presence: person, random });
    const server = await serveTcp({ endpoint, env: systemEnv, port: 0 });
    const port = await openTcpPort({ host: '127.0.0.1', port: server.port });
    const link = await openHidLink(port, systemEnv, { silenceMs: 30_000, openTimeoutMs: 30_000 });
    const close = async (): Promise<void> => {
      await link.close();
      await server.close();
    };
    return { link, responder, person, powerCycle: () => endpoint.powerCycle(systemEnv.clock.nowMs()), close };
  },
};

function vpcd(what: string, options: CardLinkOptions, profile: Parameters<typeof cardProfile>[0] = {}): Kind {
  return {
    name: `card at our own virtual reader, ${what}`,
    tellsWaits: options.polls ?? true,
    le: profile.form === 'short' ? '00' : '000000',
    isVirtual: false,
    open: async () => {
      const { responder, person } = parts();
      const whole = cardProfile(profile);
      const endpoint = new CardEndpoint({ responder, presence: person, profile: whole });
      const at = await freeTcpPort();
      const opening = openVpcdPort({ port: at });
      const slot = await inserted({
        card: endpoint,
        env: systemEnv,
        atr: answerToReset(whole, 'contactless'),
        port: at,
      });
      const port = await opening;
      // power that came with the card is not what the suite counts
      responder.powerCycles = 0;
      const link = await openCardLink(port, systemEnv, { silenceMs: 30_000, pollMs: 5, ...options });
      const close = async (): Promise<void> => {
        await slot.close();
        await link.close();
      };
      return { link, responder, person, powerCycle: () => port.powerCycle(), close };
    },
  };
}

/** Puts the card in as soon as the reader listens. */
async function inserted(options: VpcdCardOptions): Promise<VpcdCard> {
  for (;;) {
    try {
      return await connectVpcd(options);
    } catch (error) {
      if (!(error instanceof BackendError && error.code === 'no-peer')) throw error;
      await systemEnv.clock.sleep(10);
    }
  }
}

const kinds: Kind[] = [
  hidOver(64),
  hidOver(1024),
  udp,
  tcp,
  vpcd('extended', {}),
  vpcd('short', { form: 'short' }, { form: 'short', chunkLength: 64 }),
  vpcd('without polling', { polls: false }),
  card('extended', { form: 'extended' }),
  card('short', { form: 'short', chunkLength: 100 }, { form: 'short', chunkLength: 64 }),
  card('short, T=0 manners', { form: 'short' }, { form: 'short', chunkLength: 255, insistsOnLe: true }),
  card('without polling', { polls: false }),
];

linkContract(kinds);
