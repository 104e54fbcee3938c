/** Rooms and the rooms that each may import; itself is understood. The table of docs/architecture.md. */
export const rooms: Readonly<Record<string, readonly string[]>> = (() => {
  const ground = ['src/errors', 'src/env', 'src/bytes'];
  const codec = [...ground, 'src/codec'];
  const crypto = [...codec, 'src/crypto'];
  const ctap2 = [...crypto, 'src/ctap2'];
  const belowClient = [...ctap2, 'src/transport'];
  const library = [...belowClient, 'src/client', 'src/verifier', 'src/ceremonies', 'src/oath'];
  const vocabulary = 'conformance/vocabulary';
  return {
    'src/errors': [],
    'src/env': [],
    'src/bytes': ['src/errors'],
    'src/codec': ground,
    'src/crypto': codec,
    'src/transport': codec,
    'src/ctap2': crypto,
    'src/oath': crypto,
    'src/client': belowClient,
    'src/verifier': [...crypto, 'src/oath'],
    'src/ceremonies': ctap2,
    'simulators/ports': belowClient,
    'simulators/fido2': [...belowClient, 'simulators/ports', 'simulators/endpoints'],
    // A hardware token of one-time codes; it reads the codes' own room for names, and computes its codes itself.
    'simulators/oath': [...belowClient, 'src/oath', 'simulators/ports'],
    // Cards that hosts put one-time secrets on; they compute their codes themselves, as the token does.
    'simulators/oath-card': [...belowClient, 'src/oath', 'simulators/ports', 'simulators/endpoints'],
    'simulators/token2-card': [
      ...belowClient,
      'src/oath',
      'simulators/ports',
      'simulators/endpoints',
      'simulators/oath',
    ],
    'simulators/endpoints': [...belowClient, 'simulators/ports'],
    'simulators/backends': [...belowClient, 'simulators/ports', 'simulators/endpoints'],
    // A relying party that is made of the verifier, for its faults and for others to judge.
    'simulators/verifier': [...belowClient, 'src/verifier', 'simulators/ports'],
    // A verifier of one-time codes that is made of the verifier's profiles, for its faults and for others to judge.
    'simulators/otp-verifier': [...belowClient, 'src/oath', 'src/verifier', 'simulators/ports'],
    // What twists a verifier reads the verifier; what twists a key must not: two rooms.
    'simulators/mutants': [
      ...belowClient,
      'simulators/ports',
      'simulators/fido2',
      'simulators/endpoints',
      'simulators/mutants/verifier',
    ],
    'simulators/mutants/oath': [...belowClient, 'src/oath', 'simulators/ports', 'simulators/oath'],
    'simulators/mutants/otp-verifier': [
      ...belowClient,
      'src/oath',
      'src/verifier',
      'simulators/ports',
      'simulators/otp-verifier',
    ],
    'simulators/mutants/verifier': [...belowClient, 'src/verifier', 'simulators/ports', 'simulators/verifier'],
    [vocabulary]: library,
    'conformance/generators': [...library, vocabulary],
    'conformance/model': [...library, vocabulary],
    'conformance/rules': [...library, vocabulary, 'conformance/generators', 'conformance/model'],
    'conformance/profiles': [...library, vocabulary],
    'conformance/engine': [...library, vocabulary],
    'conformance/report': [...library, vocabulary],
    'conformance/tui': [...library, vocabulary, 'conformance/report'],
    cli: ['*'],
    'cli/tui': ['*'],
    integrations: ['*'],
  };
})();

/** Doors only re-export, each from its own house. */
export const doors: readonly string[] = ['src/index.ts', 'simulators/index.ts', 'conformance/index.ts'];

/** Rooms of another house that a door hands on: builders of ceremonies are given out with the simulated devices. */
export const lent: Readonly<Record<string, readonly string[]>> = { 'simulators/index.ts': ['src/ceremonies'] };

/** Packages and the only rooms that import them. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  '@noble/curves': ['src/crypto'],
  '@noble/hashes': ['src/crypto'],
  '@noble/post-quantum': ['src/crypto'],
  '@peculiar/x509': ['src/crypto', 'src/verifier', 'simulators/fido2'],
  'reflect-metadata': ['src/crypto', 'src/verifier', 'simulators/fido2'],
  commander: ['cli'],
  hono: ['simulators/verifier'],
  '@hono/node-server': ['simulators/verifier'],
  otplib: ['src/verifier'],
  'fast-check': [
    'conformance/vocabulary',
    'conformance/generators',
    'conformance/model',
    'conformance/rules',
    'conformance/engine',
  ],
  ink: ['conformance/tui', 'cli/tui'],
  react: ['conformance/tui', 'cli/tui'],
  'node-hid': ['src/transport'],
  'pcsc-mini': ['src/transport'],
  pcsclite: ['src/transport'],
  'proper-lockfile': ['simulators/fido2'],
  'write-file-atomic': ['simulators/fido2', 'conformance/report'],
  zod: ['*'],
};

/** The room a file is in, `door` for a door, or undefined when it is in none. */
export function roomOf(path: string): string | undefined {
  if (doors.includes(path)) return 'door';
  const parts = path.split('/');
  const [house, room] = parts;
  if (house === 'cli' && room === 'tui') return 'cli/tui';
  if (house === 'cli' || house === 'integrations') return house;
  const [, , inner] = parts;
  if (inner !== undefined && rooms[`${house}/${room}/${inner}`] !== undefined) return `${house}/${room}/${inner}`;
  // A single file directly in a house is a room of its own: conformance/profiles.ts.
  return room === undefined ? undefined : `${house}/${room.replace(/\.tsx?$/, '')}`;
}
