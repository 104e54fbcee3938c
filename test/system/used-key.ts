import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { PinUv } from '../../src/client/pin-uv.ts';
import { permission } from '../../src/ctap2/permissions.ts';
import { systemEnv } from '../../src/env/system.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import { openUdpPort } from '../../src/transport/udp-port.ts';
import { emulate } from './processes.ts';

const rpId = 'kept.example';
const hash = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());

/**
 * Makes a store of a key that somebody uses: it has a PIN, a discoverable credential, and one try of the PIN spent. Whatever is
 * done to such a key shows in its store: a credential made or used counts up, a try is counted, a reset wipes.
 */
export async function makeUsedKey(store: string): Promise<void> {
  const key = await emulate(['--store', store]);
  const port = await openUdpPort({ host: '127.0.0.1', port: key.port });
  const client = new Ctap2Client(await openHidLink(port, systemEnv));
  const pinUv = new PinUv(client, 2, systemEnv.random);
  await pinUv.setPin('31415926');
  const token = await pinUv.tokenWithPermissions('31415926', permission.mc, rpId);
  const clientDataHash = hash('kept');
  await client.makeCredential({
    clientDataHash,
    rp: { id: rpId },
    user: { id: hash('owner'), name: 'owner' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    options: { rk: true },
    pinUvAuthParam: token.authenticate(clientDataHash),
    pinUvAuthProtocol: 2,
  });
  await pinUv.tokenWithPermissions('27182818', permission.mc, rpId).catch(() => undefined);
  await port.close();
  await key.stop();
}

/** What a key kept, as its store has it. */
export function keptBy(store: string): string {
  return readFileSync(join(store, 'document'), 'utf8');
}

/** Every CTAP command that went to the key, by its number, and how often: out of a transcript of HID reports or APDUs. */
export function commandsSent(transcript: string): Map<number, number> {
  const sent = new Map<number, number>();
  let isInChain = false;
  for (const line of readFileSync(transcript, 'utf8').split('\n')) {
    if (line === '') continue;
    const { dir, wire, bytes } = JSON.parse(line) as { dir?: string; wire?: string; bytes?: string };
    if (dir !== 'out' || bytes === undefined) continue;
    const command = wire === 'hid' ? /^.{8}90.{4}(..)/.exec(bytes) : /^[89]010.{4}(?:00.{4}|..)(..)/.exec(bytes);
    // only the first APDU of a chain begins with the command
    const isFirst = wire === 'hid' || !isInChain;
    if (wire !== 'hid') isInChain = bytes.startsWith('9010');
    if (command === null || !isFirst) continue;
    const number = Number.parseInt(command[1]!, 16);
    sent.set(number, (sent.get(number) ?? 0) + 1);
  }
  return sent;
}
