import { createInterface } from 'node:readline';
import { openPcsc } from '../../src/transport/pcsc/open-pcsc.ts';
import { pcscBindings } from '../../src/transport/pcsc/pcsc.ts';

/** SELECT of the FIDO applet by this process's own binding, on the reader with a card: reads `OPERATION TIMES` lines, answers `WALL_NS CPU_NS`. */
const SELECT = Buffer.from('00a4040008a0000006472f000100', 'hex');

const binding = pcscBindings.find((name) => name === process.argv[2]);
const pcsc = await openPcsc('bench', binding);
const reader = (await pcsc.readers()).find(({ card }) => card === 'present');
if (reader === undefined) throw new Error('no reader holds a card');
// shared, since all contestants have the card at once
const card = await pcsc.connect(reader.name, 'shared');

for await (const line of createInterface({ input: process.stdin })) {
  const times = Number(line.split(' ')[1]);
  const startedCpu = process.cpuUsage();
  const startedNs = process.hrtime.bigint();
  for (let count = 0; count < times; count += 1) await card.transmit(SELECT);
  const wallNs = process.hrtime.bigint() - startedNs;
  const { user, system } = process.cpuUsage(startedCpu);
  process.stdout.write(`${wallNs} ${(user + system) * 1000}\n`);
}
await card.disconnect('leave');
await pcsc.close();
