import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { file, lacks, namespaces, program, tell, titled, versionOf } from './foreign/needs.ts';
import { binary, cleanUpAfterwards, root, start, temporaryFolder } from './processes.ts';
import { commandsSent, keptBy, makeUsedKey } from './used-key.ts';

cleanUpAfterwards();

const reason = lacks(
  program('pcscd', 'pcscd'),
  file('/etc/reader.conf.d/vpcd', 'vsmartcard-vpcd'),
  program('ip', 'iproute2'),
  namespaces,
);
const withPcscd = join(root, 'test/system/foreign/with-pcscd.sh');

interface Judged {
  readonly code: number | null;
  readonly summary: Readonly<Record<string, number>>;
  /** What the key keeps changed. */
  readonly isChanged: boolean;
  readonly sent: Map<number, number>;
}

describe.skipIf(reason !== '')(titled('a card that somebody uses, judged through pcscd', reason), () => {
  const folder = temporaryFolder();
  const used = join(folder, 'used');

  beforeAll(() => makeUsedKey(used));

  async function judged(name: string, ...options: string[]): Promise<Judged> {
    const store = join(folder, name.replaceAll(' ', '-'));
    cpSync(used, store, { recursive: true });
    const script = `
      ip route add local 127.35.96.3/32 dev lo table local quickack 1
      "$NODE" "$BINARY" emulate fido2 --on vpcd:127.35.96.3:35963 --store '${store}' >/dev/null & key=$!
      for _ in $(seq 100); do "$NODE" "$BINARY" devices | grep -q '00 00 .*holds a card' && break; done
      "$NODE" "$BINARY" test nfc: --runs 1 --seed 11 --no-tui --report json='${store}.json' --record '${store}.jsonl' "$@" >/dev/null
      code=$?; kill $key; wait $key; exit $code`;
    const { code } = await start(withPcscd, ['bash', '-c', script, 'bash', ...options], {
      cwd: root,
      env: { NODE: process.execPath, BINARY: binary },
    }).ended;
    const { summary } = JSON.parse(readFileSync(`${store}.json`, 'utf8')) as Judged;
    return { code, summary, isChanged: keptBy(store) !== keptBy(used), sent: commandsSent(`${store}.jsonl`) };
  }

  it('is not written, not reset, and has no PIN tried without leave', async () => {
    const { code, summary, isChanged, sent } = await judged('bare');
    expect({ code, isChanged, ...summary }).toMatchObject({
      code: 0,
      isChanged: false,
      violated: 0,
      broken: 0,
      resets: 0,
    });
    expect(summary['upheld']).toBeGreaterThan(30);
    expect(sent.get(0x04)).toBeGreaterThan(0);
    expect([sent.get(0x01), sent.get(0x07)]).toEqual([undefined, undefined]);
    tell(versionOf('pcscd'), `${summary['upheld']} rules upheld on a card whose state stayed as it was`);
  });

  it.each([
    ['tried for its PIN', 0x06, 'ctap2.client-pin.retries.decrement'],
    ['reset', 0x07, 'ctap2.reset.wipes.store'],
  ])('by leave is %s, which shows that it counts', async (name, command, rule) => {
    const { isChanged, sent } = await judged(name, '--allow', 'reset,pin,write', '--rule', rule);
    expect(isChanged).toBe(true);
    expect(sent.get(command)).toBeGreaterThan(0);
  });
});
