import { parseResponse } from '../../src/transport/card/apdu.ts';
import { statusWord } from '../../src/transport/card/status-word.ts';
import type { CardPort, ReportPort } from '../../src/transport/ports.ts';

const INIT_PACKET = 0x80;
const KEEPALIVE = 0xbb;
const STATUS_UPNEEDED = 0x02;

/** Hears when a key begins to wait for a touch. */
export type OnTouchNeeded = () => void;

/**
 * Watches the reports of a port for keepalives with status UPNEEDED (CTAP 2.3 section 11.2.9.2.2): `onTouchNeeded` is
 * called once for each message that waits.
 */
export function watchTouches(port: ReportPort, onTouchNeeded: OnTouchNeeded): ReportPort {
  const asked = new Set<number>();
  return {
    name: port.name,
    reportSize: port.reportSize,
    write: (report) => {
      if ((report[4]! & INIT_PACKET) !== 0) asked.delete(channelOf(report));
      return port.write(report);
    },
    read: async (timeoutMs) => {
      const report = await port.read(timeoutMs);
      if (report !== undefined && report[4] === KEEPALIVE && report[7] === STATUS_UPNEEDED) {
        const channel = channelOf(report);
        if (!asked.has(channel)) {
          asked.add(channel);
          onTouchNeeded();
        }
      }
      return report;
    },
    close: () => port.close(),
  };
}

/** Watches a card for 9100 with status UPNEEDED (CTAP 2.3 section 11.3.7.1): `onTouchNeeded` is called once for each message that waits. */
export function watchCardTouches(port: CardPort, onTouchNeeded: OnTouchNeeded): CardPort {
  let isWaiting = false;
  return {
    name: port.name,
    transmit: async (apdu, timeoutMs) => {
      const answer = await port.transmit(apdu, timeoutMs);
      const { data, sw } = answer.length < 2 ? { data: answer, sw: 0 } : parseResponse(answer);
      const waits = sw === statusWord.IN_PROGRESS && data[0] === STATUS_UPNEEDED;
      if (waits && !isWaiting) onTouchNeeded();
      isWaiting = waits;
      return answer;
    },
    close: () => port.close(),
  };
}

function channelOf(report: Uint8Array): number {
  return ((report[0]! << 24) | (report[1]! << 16) | (report[2]! << 8) | report[3]!) >>> 0;
}
