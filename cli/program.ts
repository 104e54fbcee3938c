import { Command, Option } from 'commander';
import { atLeastOne, count, duration, example, list, repeated, time, wholeNumber } from './arguments.ts';
import { addEmulateCards } from './emulate-card-program.ts';
import { addEmulateOath } from './emulate-oath-program.ts';
import type { ExitCode } from './exit-code.ts';
import { addOathCommands } from './oath-program.ts';
import { version } from './version.ts';

/**
 * The table of commands: names, options, one example each. Bodies are loaded when their command is run, so that a plain
 * command pays for nothing else.
 */
export function program(signal: AbortSignal, finish: (code: ExitCode) => void): Command {
  const root = new Command('touchstone')
    .description('Tells a true security key from a false one.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      `\nTargets: sim:fido2, usb:, nfc:, udp:HOST:PORT, tcp:HOST:PORT, vpcd:PORT, trace:FILE, sim:verifier, http://HOST:PORT, sim:oath, sim:otp-verifier, exec:COMMAND. Without a command: the main job, which judges the built-in key and the built-in token.\n${example('touchstone test sim:fido2')}`,
    );

  const verbose = (): Option => new Option('--verbose', 'print the stack of an error');
  const asJson = (): Option => new Option('--json', 'print JSON for programs');
  const seed = (): Option =>
    new Option('--seed <n>', 'draw every random choice from this number').argParser(wholeNumber);
  const command = (name: string, description: string, ...examples: string[]): Command =>
    root
      .command(name)
      .description(description)
      .addOption(verbose())
      .addHelpText('after', example(...examples));

  command(
    'start',
    'the main job: judge the built-in key and the built-in token, with live progress, and write touchstone-report/',
    'touchstone start',
  )
    .addOption(seed())
    .option('--no-tui', 'print plain lines')
    .action(async (options) => finish(await (await import('./commands/start.ts')).start(options, signal)));

  const test = command(
    'test <target>',
    'judge a key, a relying party, a token of one-time codes or a verifier of them',
    "touchstone test 'sim:fido2?profile=default' --report html=report.html",
  )
    .option('--profile <id>', 'judge by this profile')
    .option('--rule <glob>', 'judge by these rules only; may be repeated', repeated, [])
    .option('--runs <n>', 'random inputs a rule is tried with', atLeastOne)
    .option('--time-budget <time>', 'end the run after this long: 60s, 5m', duration);
  judging(test)
    .option('--plan', 'print what the run will cost, without touching the key or asking the server')
    .action(async (target, options) =>
      finish(await (await import('./commands/test.ts')).test(target, options, signal)),
    );

  const replay = command(
    'replay <file>',
    'the counterexamples of a report, alone, on the same or another target',
    'touchstone replay report.json --rule ctap2.get-info.versions',
  )
    .option('--target <target>', 'judge this target instead of the one in the report')
    .option('--rule <glob>', 'replay these rules only; may be repeated', repeated, []);
  judging(replay).action(async (file, options) =>
    finish(await (await import('./commands/replay.ts')).replay(file, options, signal)),
  );

  function judging(of: Command): Command {
    return of
      .addOption(seed())
      .option('--report <kind=file>', 'write a report: json, junit, markdown or html; may be repeated', repeated, [])
      .option('--allow <what>', 'what may be done to a real key: reset, pin, write; separated by commas', list)
      .option('--touch-command <command>', 'run by sh when the key waits for a touch')
      .option('--replug-command <command>', 'run by sh to cut the power of the key and give it back')
      .option('--pin-file <file>', 'read the PIN of the key from this file (or TOUCHSTONE_PIN)')
      .option('--record <file>', 'write every report and APDU there as it happens: touchstone trace reads it')
      .option('--show-secrets', 'print PINs and secrets in transcripts, and record them')
      .addOption(asJson())
      .option('--quiet', 'print nothing but violations')
      .option('--no-tui', 'print plain lines, also on a terminal');
  }

  command(
    'info <target>',
    'what a key says of itself, decoded, and the verdicts of the profiles',
    'touchstone info sim:fido2',
  )
    .addOption(asJson())
    .addOption(seed())
    .option('--touch-command <command>', 'run by sh when the key waits for a touch')
    .option('--replug-command <command>', 'run by sh to cut the power of the key and give it back')
    .option('--record <file>', 'write every report and APDU there as it happens')
    .option('--show-secrets', 'record secrets, too')
    .action(async (target, options) =>
      finish(await (await import('./commands/info.ts')).info(target, options, signal)),
    );

  command('devices', 'what can be judged now', 'touchstone devices --json')
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/devices.ts')).devices(options)));

  command('trace <file>', 'a recorded transcript, decoded message by message', 'touchstone trace run.jsonl --frames')
    .addOption(asJson())
    .option('--frames', 'show the bytes of every report and APDU, too')
    .action(async (file, options) => finish(await (await import('./commands/trace.ts')).trace(file, options)));

  command('doctor', 'why a key or a reader cannot be reached, and the fix', 'touchstone doctor --json')
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/doctor.ts')).doctor(options)));

  command('rules', 'the catalogue of rules', "touchstone rules --rule 'ctap2.make-credential.*'")
    .addOption(asJson())
    .option('--rule <glob>', 'these rules only; may be repeated', repeated, [])
    .action(async (options) => finish(await (await import('./commands/rules.ts')).listRules(options)));

  command(
    'explain <rule>',
    'one rule: its clause, needs, cost and the faults it catches',
    'touchstone explain ctap2.make-credential.exclude-list.own',
  )
    .addOption(asJson())
    .action(async (id, options) => finish(await (await import('./commands/explain.ts')).explain(id, options)));

  command(
    'profiles [name]',
    'the profiles a key can be judged by; one profile in full',
    'touchstone profiles microsoft',
  )
    .addOption(asJson())
    .action(async (name, options) =>
      finish(await (await import('./commands/profiles.ts')).listProfiles(name, options)),
    );

  const faults = command('faults', 'the library of faults of the simulators', 'touchstone faults --json')
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/faults.ts')).listFaults(options)));
  faults
    .command('test')
    .description('the kill matrix: each fault must be caught by each rule it names, and the sound simulators by none')
    .addOption(verbose())
    .addOption(asJson())
    .addOption(seed())
    .option('--fault <glob>', 'these faults only; may be repeated', repeated, [])
    .option('--all', 'try every fault against every rule, not only those it names')
    .option('--quiet', 'print no progress')
    .addHelpText('after', example('touchstone faults test --json'))
    .action(async (_options, self: Command) =>
      finish(await (await import('./commands/faults-test.ts')).testFaults(self.optsWithGlobals(), signal)),
    );

  const emulate = command(
    'emulate <device>',
    'lend the simulated key (fido2), or serve a relying party (rp), to other programs until SIGINT or SIGTERM; show a hardware token (oath); put an OATH card (oath-card) or a programmable one (token2-card) into a reader',
    'touchstone emulate fido2 --on udp:8111 --touch after:500',
    'touchstone emulate rp --on http:8080 --fault verifier.parses-origins',
    'touchstone emulate oath --skew 95s --drift-ppm 20',
    'touchstone emulate oath-card --on vpcd --store card',
  );
  emulate
    .requiredOption(
      '--on <where>',
      'fido2: udp:[HOST:]PORT, tcp:[HOST:]PORT, vpcd[:PORT], uhid or usbip[:PORT], several share the key; rp: http:[HOST:]PORT',
      (value: string, before: string[] | undefined) => repeated(value, before ?? []),
    )
    .option('--count <n>', 'keys at once, ports counted up', atLeastOne)
    .option('--profile <name>', 'the personality of the key; how strict the relying party is')
    .option('--fault <id>', 'a fault that it has; may be repeated', repeated, [])
    .addOption(seed())
    .option('--store <directory>', 'keep credentials, PIN and counters here')
    .option('--touch <policy>', 'always, never, ask, after:MS or command:CMD', 'always')
    .addOption(asJson())
    .action(async (device, options) =>
      finish(await (await import('./commands/emulate.ts')).emulate(device, options, signal)),
    );
  addEmulateOath(emulate, finish, signal);
  addEmulateCards(emulate, finish, signal);

  command(
    'verify <ceremony> <file>',
    'judge one response, every step shown: verify registration FILE, verify assertion FILE',
    'touchstone verify registration response.json --origin https://example.org --anchors roots.pem',
  )
    .option('--challenge <base64url>', 'the challenge that was issued')
    .option('--origin <origin>', 'an origin of the relying party; may be repeated', repeated, [])
    .option('--rp-id <id>', 'the RP ID')
    .option(
      '--profile <name>',
      'how strict: strict, w3c-vectors, lenient, microsoft, microsoft-enforced or a file',
      'strict',
    )
    .addOption(
      new Option('--user-verification <need>', 'what was asked for').choices(['required', 'preferred', 'discouraged']),
    )
    .option('--cross-origin', 'the page may be framed by another origin')
    .option('--top-origin <origin>', 'a page that may frame it; may be repeated', repeated, [])
    .option('--anchors <file>', 'trusted certificates, PEM or DER; may be repeated', repeated, [])
    .option('--metadata <file>', 'a BLOB of the metadata service, or a metadata statement in JSON')
    .option('--metadata-root <file>', 'the root that signs the BLOB; may be repeated', repeated, [])
    .option('--at <time>', 'the time of the ceremony: ISO 8601 or Unix seconds; now unless given', time)
    .option('--credential <file>', 'of an assertion: the credential, as verify registration --json prints it')
    .option('--public-key <key>', 'of an assertion: the COSE_Key in hex or base64url')
    .option('--sign-count <n>', 'of an assertion: the counter stored before', count)
    .option('--client-data-hash <hash>', 'of an attestation object alone: what its signature is over')
    .addOption(asJson())
    .action(async (ceremony, file, options) =>
      finish(await (await import('./commands/verify.ts')).verify(ceremony, file, options)),
    );

  command(
    'roots',
    'the root certificate of our attestations, for the relying party that is to be judged',
    'touchstone roots > touchstone-root.pem',
  )
    .option('--crl', 'its revocation lists instead')
    .option('--metadata', 'a metadata BLOB that trusts the root and is signed under it, instead')
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/roots.ts')).roots(options)));

  addOathCommands(
    root
      .command('oath')
      .description('codes of OATH tokens, and verifiers of them')
      .addHelpText('after', example('touchstone oath code --secret GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')),
    signal,
    finish,
  );

  return root;
}
