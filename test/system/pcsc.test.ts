import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pcscBindings } from '../../src/transport/pcsc/pcsc.ts';
import { file, lacks, type Need, namespaces, program, tell, titled, versionOf } from './foreign/needs.ts';
import { insideOutcome, insideSuite } from './inside/outcome.ts';
import { binary, cleanUpAfterwards, type Outcome, root, start, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(
  program('pcscd', 'pcscd'),
  file('/etc/reader.conf.d/vpcd', 'vsmartcard-vpcd'),
  program('ip', 'iproute2'),
  namespaces,
);
const withPcscd = join(root, 'test/system/foreign/with-pcscd.sh');

/** Whether a binding can be loaded here: pcsclite is compiled where it is installed, or not at all. */
function binding(name: string): Need {
  return () =>
    name !== 'pcsclite' || hasPcsclite()
      ? ''
      : 'pcsclite is not compiled (apt: libpcsclite-dev, then npm rebuild pcsclite)';
}

function hasPcsclite(): boolean {
  try {
    return readFileSync(join(root, 'node_modules/pcsclite/build/Release/pcsclite.node')).length > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * On this loopback address acknowledgements are not delayed: Debian's vpcd sends in two pieces, and waits 40 ms for one
 * between them.
 */
const QUICK = 'ip route add local 127.35.96.3/32 dev lo table local quickack 1';
const env = (name: string): Record<string, string> => ({
  NODE: process.execPath,
  BINARY: binary,
  TOUCHSTONE_PCSC: name,
  VPCD_HOST: '127.35.96.3',
});

/** Runs a script beside a pcscd of its own; `$E` is an emulated key in its reader once it has one. */
function beside(script: string, name: string, deadlineMs = 200_000): Promise<Outcome> {
  return start(withPcscd, ['bash', '-c', `${QUICK}\n${script}`], { cwd: root, env: env(name), deadlineMs }).ended;
}

/** Puts an emulated key into the reader and waits until pcscd has seen it. */
const INSERT = `
"$NODE" "$BINARY" emulate fido2 --on vpcd:127.35.96.3:35963 >/dev/null & E=$!
for _ in $(seq 100); do "$NODE" "$BINARY" devices | grep -q '00 00 .*holds a card' && break; done`;

interface Report {
  readonly summary: { readonly upheld: number; readonly violated: number; readonly broken: number };
  readonly interrupted?: string;
}

const EVERY = process.env['TOUCHSTONE_ALL'] === '1';

describe.each(pcscBindings)('PC/SC over %s', (name) => {
  // The bindings share everything above their ports: the second is asked for the framing alone, but at night.
  const isWhole = EVERY || name === pcscBindings[0];
  const selected = isWhole ? '' : "--rule 'nfc.*' --rule 'u2f.*' --rule 'ctap2.get-info.*'";
  const lacking = reason === '' ? binding(name)() : reason;

  describe.skipIf(lacking !== '')(titled('beside a pcscd of its own', lacking), () => {
    it('carries what every link carries, and tells what happens to card and reader', async () => {
      const found = insideOutcome(
        await start(withPcscd, ['bash', '-c', `${QUICK}\nexec "$@"`, 'bash', ...insideSuite('pcsc-link')], {
          cwd: root,
          env: env(name),
          deadlineMs: 200_000,
        }).ended,
      );
      expect(found.failures).toEqual([]);
      expect(found.passed).toBeGreaterThan(25);
      tell(`${name} on ${versionOf('pcscd')}`, `${found.passed} passed, ${found.skipped} skipped of the contract`);
    });

    it('judges a key in a reader: nothing violated, nothing broken', async () => {
      const folder = temporaryFolder();
      const { code, stderr } = await beside(
        `${INSERT}
        "$NODE" "$BINARY" test nfc: --allow reset,pin,write --runs 1 ${selected} --no-tui --report json=${folder}/r.json >/dev/null
        code=$?; kill $E; exit $code`,
        name,
      );
      const { summary } = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as Report;
      expect({ code, ...summary }).toMatchObject({ code: 0, violated: 0, broken: 0 });
      expect(summary.upheld).toBeGreaterThan(isWhole ? 300 : 40);
      expect(stderr).not.toContain('touchstone:');
    });

    it.each([
      ['pcscd is killed', 'kill -9 $(pgrep -x pcscd)'],
      ['the card closes its connection', 'kill -9 $E'],
    ])(
      'when %s in mid-run, then it exits 2 within 10 s, says why in one line and leaves a report',
      async (_what, blow) => {
        const folder = temporaryFolder();
        const { code, stderr } = await beside(
          `${INSERT}
        "$NODE" "$BINARY" test nfc: --allow reset,pin,write --quiet --report json=${folder}/r.json 2>&1 >/dev/null | grep -v '^touch the key' >${folder}/said & T=$!
        "$NODE" -e 'setTimeout(() => {}, 4000)'
        began=$(date +%s%N); ${blow}
        wait $T
        echo $((($(date +%s%N) - began) / 1000000)) >&2
        kill -9 $E 2>/dev/null; exit 0`,
          name,
        );
        expect(code).toBe(0);
        expect(Number(stderr.trim().split('\n').pop())).toBeLessThan(15_000);
        expect(readFileSync(join(folder, 'said'), 'utf8')).toMatch(/^touchstone: nfc:: [^\n]+\n$/);
        const { summary, interrupted } = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as Report;
        expect(interrupted).toMatch(/does not answer|fell silent|did not open/);
        expect(summary.violated).toBe(0);
      },
    );

    it('lists readers with what they hold', async () => {
      const { code, stdout } = await beside(
        `${INSERT}
        "$NODE" "$BINARY" devices --json; code=$?; kill $E; exit $code`,
        name,
      );
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual(
        expect.arrayContaining([
          { id: 'nfc:Virtual PCD 00 00', kind: 'reader', says: 'holds a card' },
          { id: 'nfc:Virtual PCD 00 01', kind: 'reader', says: 'is empty' },
        ]),
      );
    });

    it('says when the service does not run', async () => {
      const { code, stderr } = await beside(
        'kill -9 $(pgrep -x pcscd); rm -f /run/pcscd/pcscd.comm; exec "$NODE" "$BINARY" test nfc:',
        name,
      );
      expect(code).toBe(2);
      expect(stderr).toMatch(/^touchstone: nfc:: the smart card service does not run: .*pcscd.*\n$/);
    });
  });
});

const maskReason = lacks(namespaces, file('/usr/lib/x86_64-linux-gnu/libpcsclite.so.1', 'libpcsclite1'));

describe.skipIf(maskReason !== '')(titled('without libpcsclite', maskReason), () => {
  it('names the package to install, and the rest of the tool works', async () => {
    // a folder of links to all libraries but this one, in place of the libraries
    const hide = `set -e; libs=$(dirname "$(readlink -f /usr/lib/*/libpcsclite.so.1 | head -1)")
      work=$(mktemp -d); mkdir "$work/all" "$work/some"; mount --bind "$libs" "$work/all"
      ln -s "$work"/all/* "$work/some"; rm "$work"/some/libpcsclite.so*; mount --bind "$work/some" "$libs"; set +e`;
    const inside = `${hide}\n"$NODE" "$BINARY" test nfc:; echo "exit $?"; "$NODE" "$BINARY" devices; echo "exit $?"`;
    const { stdout, stderr } = await start('unshare', ['--mount', '--', 'bash', '-c', inside], {
      env: env('pcsc-mini'),
      deadlineMs: 60_000,
    }).ended;
    expect(stdout).toContain('exit 2');
    expect(stdout).toContain('exit 0');
    expect(stderr).toBe(
      'touchstone: nfc:: pcsc-mini needs libpcsclite.so.1, which is not installed: apt-get install libpcsclite1 pcscd\n',
    );
  });
});
