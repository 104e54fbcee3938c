import type { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemEnv } from '../../src/env/system.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import { openUdpPort } from '../../src/transport/udp-port.ts';
import { type Benchmark, timeText } from '../answer.ts';
import { firstLine, lend, started } from '../lend.ts';
import { inProcessAsync, race } from '../race.ts';

/** What do our two ends of CTAPHID add to a datagram there and back, both in node? */
export const wiresUdp: Benchmark = {
  name: 'wires-udp',
  run: async (place) => {
    const servers: ChildProcess[] = [];
    try {
      const echoPort = Number(await firstLine(started(servers, [join(place.root, 'bench/echo-server.mjs')])));
      const keyPort = Number(await lend(servers, place, 'ctap-2.1'));

      const socket = createSocket('udp4');
      socket.connect(echoPort, '127.0.0.1');
      await once(socket, 'connect');
      const report = new Uint8Array(64);
      let arrived: (() => void) | undefined;
      socket.on('message', () => arrived?.());
      const port = await openUdpPort({ host: '127.0.0.1', port: keyPort });
      const link = await openHidLink(port, systemEnv);
      const bytes = new Uint8Array(57);
      const finish = await race(
        [
          inProcessAsync(
            'echo',
            () =>
              new Promise<void>((resolve) => {
                arrived = resolve;
                socket.send(report);
              }),
          ),
          inProcessAsync('ping', async () => void (await link.ping(bytes))),
        ],
        { pace: place.pace, clock: 'wall' },
      );
      socket.close();
      await port.close();
      return [
        {
          question:
            'CTAPHID pings of one report over UDP, our driver to our key, beside bare datagrams from node to node',
          aim: { atLeast: 0.85 },
          value: finish.ratio('echo', 'ping'),
          scale: `${timeText(finish.microseconds('ping'))}, echo ${timeText(finish.microseconds('echo'))}`,
          inTheWay:
            'both ends frame and check what they carry (3.7 µs in process), and the driver keeps a timer for the silence of the key',
        },
      ];
    } finally {
      for (const server of servers) server.kill('SIGTERM');
    }
  },
};
