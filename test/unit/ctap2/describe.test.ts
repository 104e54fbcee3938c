import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/bytes.ts';
import { fromHex } from '../../../src/bytes/hex.ts';
import { clientPinRequest } from '../../../src/ctap2/client-pin.ts';
import { encodeRequest } from '../../../src/ctap2/commands.ts';
import { describeRequest, describeResponse } from '../../../src/ctap2/describe.ts';
import { getAssertionRequest, getAssertionResponse } from '../../../src/ctap2/get-assertion.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';

describe('describeRequest', () => {
  it('names command and members, and shows short byte strings whole', () => {
    const body = encodeMessage(getAssertionRequest, {
      rpId: 'example.com',
      clientDataHash: new Uint8Array(32),
      allowList: [{ id: new Uint8Array(64).fill(0xab), type: 'public-key' }],
      options: { up: false },
    });
    expect(describeRequest(encodeRequest(2, body))).toBe(
      `authenticatorGetAssertion {rpId: "example.com", clientDataHash: h'${'00'.repeat(32)}', ` +
        `allowList: [{id: h'abababababababab…' (64 bytes), type: "public-key"}], options: {up: false}}`,
    );
  });

  it('shows only the length of what proves or carries a PIN', () => {
    const body = encodeMessage(clientPinRequest, {
      subCommand: 3,
      pinUvAuthParam: new Uint8Array(16).fill(0xaa),
      newPinEnc: new Uint8Array(64).fill(0xaa),
      pinHashEnc: new Uint8Array(16).fill(0xaa),
    });
    expect(describeRequest(encodeRequest(6, body))).toBe(
      'authenticatorClientPIN {subCommand: 3, pinUvAuthParam: 16 bytes, newPinEnc: 64 bytes, pinHashEnc: 16 bytes}',
    );
  });

  it('says how bytes depart from canonical CBOR, and what cannot be read', () => {
    expect(describeRequest(fromHex('06a1021801'))).toBe(
      'authenticatorClientPIN {subCommand: 1} (not canonical: non-minimal-integer)',
    );
    expect(describeRequest(fromHex('06a1'))).toMatch(/^authenticatorClientPIN h'a1' \(unreadable: .*\)$/);
    expect(describeRequest(fromHex('04'))).toBe('authenticatorGetInfo');
    expect(describeRequest(fromHex('55a0'))).toBe('command 0x55 {}');
    expect(describeRequest(new Uint8Array(0))).toBe('empty request');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 0x41 }), (bytes, command) => {
        expect(typeof describeRequest(bytes)).toBe('string');
        expect(typeof describeRequest(concat(Uint8Array.of(command), bytes))).toBe('string');
        expect(typeof describeResponse(command, bytes)).toBe('string');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('describeResponse', () => {
  it('names the status, and reads flags and counter of authenticator data', () => {
    const authData = new Uint8Array(37);
    authData[32] = 0x05;
    authData[36] = 9;
    const body = encodeMessage(getAssertionResponse, { authData, signature: Uint8Array.of(0x30) });
    expect(describeResponse(2, concat(Uint8Array.of(0), body))).toBe(
      "CTAP2_OK {authData: 37 bytes (flags UP UV, signCount 9), signature: h'30'}",
    );
    expect(describeResponse(2, Uint8Array.of(0x2e))).toBe('CTAP2_ERR_NO_CREDENTIALS');
    expect(describeResponse(2, new Uint8Array(0))).toBe('empty response');
  });
});
