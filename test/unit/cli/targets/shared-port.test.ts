import { describe, expect, it } from 'vitest';
import { SharedPort } from '../../../../cli/targets/shared-port.ts';
import { watchTouches } from '../../../../cli/targets/touching-port.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import type { ReportPort } from '../../../../src/transport/ports.ts';

/** A port that hands out what is put in, and waits for nothing. */
function scriptedPort(): ReportPort & {
  readonly incoming: Uint8Array[];
  readonly written: Uint8Array[];
  isClosed: boolean;
} {
  const incoming: Uint8Array[] = [];
  const written: Uint8Array[] = [];
  const port = {
    name: 'scripted',
    reportSize: 64,
    incoming,
    written,
    isClosed: false,
    write: async (report: Uint8Array) => {
      written.push(report);
    },
    read: async () => incoming.shift(),
    close: async () => {
      port.isClosed = true;
    },
  };
  return port;
}

const report = (...bytes: number[]): Uint8Array => {
  const whole = new Uint8Array(64);
  whole.set(bytes);
  return whole;
};

describe('SharedPort', () => {
  it('lets every opener hear every report, in order', async () => {
    const port = scriptedPort();
    const shared = new SharedPort(port, new ManualClock());
    const [a, b] = [shared.open(), shared.open()];
    port.incoming.push(report(1), report(2));
    expect([await a.read(0), await a.read(0), await a.read(0)]).toEqual([report(1), report(2), undefined]);
    expect([await b.read(0), await b.read(0), await b.read(0)]).toEqual([report(1), report(2), undefined]);
  });

  it('tells a closed opener that its port is gone, and leaves the others open', async () => {
    const port = scriptedPort();
    const shared = new SharedPort(port, new ManualClock());
    const [a, b] = [shared.open(), shared.open()];
    await a.close();
    await expect(a.read(0)).rejects.toMatchObject({ name: 'TransportError', reason: 'gone' });
    await expect(a.write(report(1))).rejects.toMatchObject({ reason: 'gone' });
    await b.write(report(2));
    expect(port.written).toEqual([report(2)]);
    expect(port.isClosed).toBe(false);
    await shared.close();
    expect(port.isClosed).toBe(true);
  });

  it('reads for two at once with one read of the port behind', async () => {
    const port = scriptedPort();
    let reads = 0;
    let arrive: (value: Uint8Array) => void = () => undefined;
    const single: ReportPort = {
      ...port,
      read: () => {
        reads += 1;
        return new Promise((resolve) => {
          arrive = resolve;
        });
      },
    };
    const shared = new SharedPort(single, new ManualClock());
    const both = Promise.all([shared.open().read(1000), shared.open().read(1000)]);
    arrive(report(9));
    expect(await both).toEqual([report(9), report(9)]);
    expect(reads).toBe(1);
  });
});

describe('watchTouches', () => {
  const waiting = report(0, 0, 0, 7, 0xbb, 0, 1, 2);
  const processing = report(0, 0, 0, 7, 0xbb, 0, 1, 1);

  it('asks once for each message that waits', async () => {
    const port = scriptedPort();
    let asked = 0;
    const watched = watchTouches(port, () => {
      asked += 1;
    });
    port.incoming.push(processing, waiting, waiting, processing, waiting);
    while ((await watched.read(0)) !== undefined);
    expect(asked).toBe(1);
    await watched.write(report(0, 0, 0, 7, 0x90, 0, 1, 4));
    port.incoming.push(waiting);
    await watched.read(0);
    expect(asked).toBe(2);
  });

  it('is not deceived by a continuation packet or another status', async () => {
    const port = scriptedPort();
    let asked = 0;
    const watched = watchTouches(port, () => {
      asked += 1;
    });
    port.incoming.push(processing, report(0, 0, 0, 7, 0x3b, 0, 1, 2));
    while ((await watched.read(0)) !== undefined);
    expect(asked).toBe(0);
  });
});
