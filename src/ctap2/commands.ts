/** The command bytes (CTAP 2.3 section 6), previews of FIDO_2_1_PRE included. */
export const ctapCommand = {
  makeCredential: 0x01,
  getAssertion: 0x02,
  getInfo: 0x04,
  clientPin: 0x06,
  reset: 0x07,
  getNextAssertion: 0x08,
  bioEnrollment: 0x09,
  credentialManagement: 0x0a,
  selection: 0x0b,
  largeBlobs: 0x0c,
  authenticatorConfig: 0x0d,
  bioEnrollmentPreview: 0x40,
  credentialManagementPreview: 0x41,
} as const;

/** A command byte that has a name. */
export type CtapCommand = (typeof ctapCommand)[keyof typeof ctapCommand];

const names = new Map<number, string>([
  [0x01, 'authenticatorMakeCredential'],
  [0x02, 'authenticatorGetAssertion'],
  [0x04, 'authenticatorGetInfo'],
  [0x06, 'authenticatorClientPIN'],
  [0x07, 'authenticatorReset'],
  [0x08, 'authenticatorGetNextAssertion'],
  [0x09, 'authenticatorBioEnrollment'],
  [0x0a, 'authenticatorCredentialManagement'],
  [0x0b, 'authenticatorSelection'],
  [0x0c, 'authenticatorLargeBlobs'],
  [0x0d, 'authenticatorConfig'],
  [0x40, 'authenticatorBioEnrollment (preview)'],
  [0x41, 'authenticatorCredentialManagement (preview)'],
]);

/** The command as the specification spells it, or `command 0x??` where it has no name. */
export function commandName(command: number): string {
  return names.get(command) ?? `command 0x${command.toString(16).padStart(2, '0')}`;
}

/** A whole request: the command byte, then its parameters' CBOR where it has any. */
export function encodeRequest(command: number, parameters?: Uint8Array): Uint8Array {
  const request = new Uint8Array(1 + (parameters?.length ?? 0));
  request[0] = command;
  if (parameters !== undefined) request.set(parameters, 1);
  return request;
}
