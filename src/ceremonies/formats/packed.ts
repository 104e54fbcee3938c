import { concat } from '../../bytes/bytes.ts';
import type { CborKey, CborValue } from '../../codec/cbor/value.ts';
import { aaguidExtension, basicConstraints } from '../certificate-extensions.ts';
import { attestationSubject } from '../names.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import { attestationKey, chainFor, signedBy } from '../sign-statement.ts';
import type { StatementMaker } from '../statement-maker.ts';

const ZERO_AAGUID = new Uint8Array(16);

/** Packed self attestation (WebAuthn Level 3 section 8.2): signed by the credential key itself. */
export const makePackedSelf: StatementMaker = (context) => {
  const { credentialKey, authData, clientDataHash } = context;
  const sig = signedBy(context, credentialKey, concat(authData, clientDataHash));
  return {
    fmt: 'packed',
    attStmt: new Map<CborKey, CborValue>([
      ['alg', credentialKey.alg],
      ['sig', sig],
    ]),
  };
};

/** Packed attestation by an attestation key whose certificate names the AAGUID (WebAuthn Level 3 sections 8.2 and 8.2.1). */
export const makePackedX5c: StatementMaker = (context) => {
  const { parts, authData, clientDataHash } = context;
  const key = attestationKey(context);
  const sig = signedBy(context, key, concat(authData, clientDataHash));
  const x5c = chainFor(context, {
    subject: attestationSubject('Touchstone Test Attestation'),
    publicKey: publicKeyInfo(key.publicKey),
    extensions: [basicConstraints(false), aaguidExtension(parts.attested?.aaguid ?? ZERO_AAGUID)],
  });
  return {
    fmt: 'packed',
    attStmt: new Map<CborKey, CborValue>([
      ['alg', key.alg],
      ['sig', sig],
      ['x5c', x5c],
    ]),
  };
};
