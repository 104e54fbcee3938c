import { describe, expect, it } from 'vitest';
import { decodeDocument, encodeDocument } from '../../../../simulators/fido2/state-document.ts';
import { memoryStore, StoreError } from '../../../../simulators/ports/store.ts';
import { fromUtf8, utf8 } from '../../../../src/bytes/bytes.ts';
import { ctapCommand } from '../../../../src/ctap2/commands.ts';
import { getAssertion, key, makeCredential, send } from './drive.ts';

function document(): Record<string, unknown> {
  const { key: device } = key();
  makeCredential(device, { options: { rk: true }, user: { id: Uint8Array.of(1) } });
  device.state.durable.pin = { hash: new Uint8Array(16), codePoints: 6 };
  return JSON.parse(fromUtf8(encodeDocument(device.state.durable))!);
}

describe('the document of a key', () => {
  it('reads back as it was written', () => {
    const { key: device } = key();
    makeCredential(device, { options: { rk: true }, extensions: new Map([['credProtect', 2]]) });
    makeCredential(device, { options: { rk: true }, rp: { id: 'nameless.org' }, user: { id: new Uint8Array(64) } });
    const { durable } = device.state;
    expect(decodeDocument(encodeDocument(durable))).toEqual(durable);
    durable.pin = { hash: new Uint8Array(16).fill(7), codePoints: 4 };
    expect(decodeDocument(encodeDocument(durable))).toEqual(durable);
  });

  it.each(Object.keys(document()))('names the member %s when it is missing or of another type', (member) => {
    for (const value of [undefined, { strange: true }, -1]) {
      const spoiled = { ...document(), [member]: value };
      expect(() => decodeDocument(utf8(JSON.stringify(spoiled)))).toThrow(StoreError);
      expect(() => decodeDocument(utf8(JSON.stringify(spoiled)))).toThrow(`document.${member}`);
    }
  });

  it.each([
    'id',
    'rpId',
    'rpIdHash',
    'user',
    'alg',
    'secret',
    'credProtect',
    'serial',
    'signCount',
    'credRandomWithUv',
  ])('names the member %s of a credential', (member) => {
    const spoiled = document();
    const [credential] = spoiled['credentials'] as Record<string, unknown>[];
    spoiled['credentials'] = [{ ...credential, [member]: 'zz' }];
    if (member === 'rpId') spoiled['credentials'] = [{ ...credential, rpId: 1 }];
    expect(() => decodeDocument(utf8(JSON.stringify(spoiled)))).toThrow(`document.credentials[0].${member}`);
  });

  it('refuses what is no document, and another version', () => {
    expect(() => decodeDocument(Uint8Array.of(0xff))).toThrow(/document: expected UTF-8/);
    expect(() => decodeDocument(utf8('{'))).toThrow(/document: expected JSON/);
    expect(() => decodeDocument(utf8('[]'))).toThrow(/document: expected an object/);
    expect(() => decodeDocument(utf8(JSON.stringify({ ...document(), version: 2 })))).toThrow('document.version');
    expect(() => decodeDocument(utf8(JSON.stringify({ ...document(), format: 'other' })))).toThrow('document.format');
  });
});

describe('a key with a store', () => {
  it('has saved what an answer depends on before the answer', () => {
    const store = memoryStore();
    const { key: device } = key({ store });
    const made = makeCredential(device, { options: { rk: true } });
    const reopened = key({ store, seed: 'another' }).key;
    expect(reopened.state.durable).toEqual(device.state.durable);
    expect(made.status).toBe(0x00);
    expect(getAssertion(reopened).status).toBe(0x00);
    expect(key({ store }).key.state.durable.signCount).toBe(2);
  });

  it('answers 0x7F when saving fails', () => {
    let isBroken = false;
    const store = {
      load: () => undefined,
      save: () => {
        if (isBroken) throw new StoreError('disk full');
      },
    };
    const { key: device } = key({ store });
    isBroken = true;
    expect(makeCredential(device).status).toBe(0x7f);
  });

  it('has done nothing where saving fails', () => {
    const memory = memoryStore();
    let isBroken = false;
    const store = {
      load: memory.load,
      save: (document: Uint8Array) => {
        if (isBroken) throw new StoreError('disk full');
        memory.save(document);
      },
    };
    const { key: device } = key({ store });
    makeCredential(device, { options: { rk: true } });
    const before = structuredClone(device.state.durable);
    isBroken = true;
    expect(makeCredential(device, { options: { rk: true }, rp: { id: 'example.com' } }).status).toBe(0x7f);
    expect(getAssertion(device).status).toBe(0x7f);
    expect(send(device, Uint8Array.of(ctapCommand.reset)).status).toBe(0x7f);
    expect(device.state.durable).toEqual(before);
    isBroken = false;
    expect(getAssertion(device).status).toBe(0x00);
    expect(getAssertion(device, { rpId: 'example.com' }).status).toBe(0x2e);
  });
});
