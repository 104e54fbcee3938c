import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { encodeRequest } from '../../../src/ctap2/commands.ts';
import { secretsOfRequest, secretsOfResponse } from '../../../src/ctap2/secret-members.ts';
import { TransportError } from '../../../src/errors/transport-error.ts';
import { chainApdu, encodeResponse } from '../../../src/transport/card/apdu.ts';
import { HidAssembler } from '../../../src/transport/hid/assembler.ts';
import { hidCommand, parsePacket, splitMessage } from '../../../src/transport/hid/packet.ts';
import { Recording, type Redactor } from '../../../src/transport/recording.ts';
import { type FrameLine, parseTranscript, type TranscriptHeader } from '../../../src/transport/transcript-line.ts';
import { transcriptLineSchema, transcriptSchemaText } from '../../../src/transport/transcript-schema.ts';

const redactor: Redactor = { request: secretsOfRequest, response: secretsOfResponse };
const header: TranscriptHeader = {
  schema: 'touchstone-transcript/1',
  tool: { name: 'touchstone', version: '0' },
  target: 'sim:fido2',
  startedAt: '2026-01-01T00:00:00.000Z',
  seed: 7,
  links: ['hid', 'card'],
  secrets: 'redacted',
};

function recorded(act: (recording: Recording) => void, by: Redactor | undefined = redactor): string {
  const lines: string[] = [];
  act(new Recording((line) => lines.push(line), header, by));
  for (const line of lines) transcriptLineSchema.parse(JSON.parse(line));
  return `${lines.join('\n')}\n`;
}

const frames = (text: string): FrameLine[] => parseTranscript(text).lines.filter((line) => line.kind === 'frame');

const secret = new Uint8Array(200).fill(0xee);
const pinRequest = (held: Uint8Array): Uint8Array =>
  encodeRequest(
    0x06,
    encodeCbor(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [2, 3],
        [5, held],
      ]),
    ),
  );

function assembled(of: readonly FrameLine[]): Uint8Array | undefined {
  const assembler = new HidAssembler();
  return of.map(({ bytes }) => assembler.accept(parsePacket(bytes))).at(-1)?.payload;
}

describe('Recording', () => {
  it('writes every frame as it was, where nothing is to be redacted', () => {
    const law = fc.property(
      fc.array(
        fc.record({ out: fc.boolean(), at: fc.nat(1e6), bytes: fc.uint8Array({ minLength: 64, maxLength: 64 }) }),
      ),
      (all) => {
        const text = recorded((recording) => {
          for (const { out, at, bytes } of all) recording.frame('hid', out ? 'out' : 'in', at, bytes);
        }, undefined);
        expect(frames(text).map(({ direction, bytes }) => ({ out: direction === 'out', bytes }))).toEqual(
          all.map(({ out, bytes }) => ({ out, bytes })),
        );
      },
    );
    fc.assert(law, { seed: 51 });
  });

  it('takes a secret out of every report that carries a part of it, and keeps lengths and framing', () => {
    const message = pinRequest(secret);
    const text = recorded((recording) => {
      for (const report of splitMessage(0x11, hidCommand.CBOR, message)) recording.frame('hid', 'out', 5, report);
    });
    expect(text).not.toContain('eeee');
    const kept = frames(text);
    expect(kept).toHaveLength(4);
    expect(kept.map(({ redacted }) => redacted.map(({ path }) => path))).toEqual(
      Array(4).fill(['authenticatorClientPIN.newPinEnc']),
    );
    expect(assembled(kept)).toEqual(pinRequest(new Uint8Array(200)));
  });

  it('redacts reports one by one as it would the whole message, however long', () => {
    const law = fc.property(fc.integer({ min: 1, max: 3000 }), (length) => {
      const message = pinRequest(new Uint8Array(length).fill(0xee));
      const text = recorded((recording) => {
        for (const report of splitMessage(1, hidCommand.CBOR, message)) recording.frame('hid', 'out', 0, report);
      });
      expect(assembled(frames(text))).toEqual(pinRequest(new Uint8Array(length)));
    });
    fc.assert(law, { seed: 52, numRuns: 25 });
  });

  it('knows answers by what was asked on their channel, others between them', () => {
    const answer = concat(Uint8Array.of(0), encodeCbor(new Map([[2, secret]])));
    const text = recorded((recording) => {
      const ask = (channel: number, request: Uint8Array): void => {
        for (const report of splitMessage(channel, hidCommand.CBOR, request)) recording.frame('hid', 'out', 0, report);
      };
      ask(1, pinRequest(Uint8Array.of(1)));
      ask(2, Uint8Array.of(0x04));
      const first = splitMessage(1, hidCommand.CBOR, answer);
      const second = splitMessage(2, hidCommand.CBOR, answer);
      first.forEach((report, index) => {
        recording.frame('hid', 'in', 1, report);
        recording.frame('hid', 'in', 1, second[index]!);
      });
    });
    const answers = frames(text).filter(({ direction }) => direction === 'in');
    expect(assembled(answers.filter((_, index) => index % 2 === 0))?.includes(0xee)).toBe(false);
    expect(assembled(answers.filter((_, index) => index % 2 === 1))).toEqual(answer);
  });

  it('takes secrets out of chained APDUs and out of answers that come in parts', () => {
    const answer = concat(Uint8Array.of(0), encodeCbor(new Map([[2, secret]])));
    const text = recorded((recording) => {
      for (const apdu of chainApdu({ cla: 0x80, ins: 0x10, data: pinRequest(secret), le: 256 }, 90)) {
        recording.frame('card', 'out', 0, apdu);
        recording.frame('card', 'in', 0, Uint8Array.of(0x90, 0));
      }
      recording.frame('card', 'in', 0, encodeResponse(answer.subarray(0, 100), 0x6169));
      recording.frame('card', 'out', 0, Uint8Array.of(0, 0xc0, 0, 0, 0x69));
      recording.frame('card', 'in', 0, encodeResponse(answer.subarray(100), 0x9000));
    });
    expect(text).not.toContain('eeee');
    expect(frames(text).map(({ bytes }) => bytes.length)).toEqual([95, 2, 95, 2, 35, 2, 102, 5, 107]);
  });

  it('counts time from the first frame, and records what happens beside frames', () => {
    const text = recorded((recording) => {
      recording.frame('hid', 'out', 1000, new Uint8Array(64));
      recording.event(1500.25, 'rule', { id: 'a.b' });
      recording.lost(2000, 'read', new TransportError('usb:', 'receive', 'gone', 'the key was unplugged'));
    });
    expect(parseTranscript(text).lines).toMatchObject([
      { line: 2, t: 0 },
      { line: 3, t: 500.25, event: 'rule', detail: { id: 'a.b' } },
      { line: 4, t: 1000, event: 'lost', detail: { during: 'read', reason: 'gone', message: 'the key was unplugged' } },
    ]);
  });
});

describe('parseTranscript', () => {
  const first = JSON.stringify(header);
  const frame = { t: 0, dir: 'out', wire: 'hid', channel: '00000000', bytes: '00'.repeat(64) };
  const reading =
    (...rows: unknown[]) =>
    () =>
      parseTranscript(
        `${[first, ...rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)))].join('\n')}\n`,
      );

  it.each([
    ['not JSON', 'line 2: expected a frame or an event'],
    [{ ...frame, dir: 'up' }, 'line 2.dir: expected "out" or "in", received "up"'],
    [{ ...frame, wire: 'lan' }, 'line 2.wire: expected "hid" or "card", received "lan"'],
    [{ ...frame, bytes: 'abc' }, 'line 2.bytes: expected bytes in lower-case hexadecimal, received "abc"'],
    [{ ...frame, bytes: 'ab' }, 'line 2.bytes: expected a report of at least 8 bytes, received 1 bytes'],
    [{ ...frame, channel: '00000001' }, 'line 2.channel: expected "00000000", received "00000001"'],
    [{ ...frame, t: -1 }, 'line 2.t: expected milliseconds of at least 0, received -1'],
    [{ ...frame, redacted: [{ path: 'x', at: 60, length: 9 }] }, 'line 2.redacted: expected spans'],
  ])('names line, expectation and finding: %j', (row, says) => {
    expect(reading(row)).toThrow(says);
  });

  it('names what is wrong with the header', () => {
    expect(() => parseTranscript('')).toThrow('line 1: expected the header of a transcript');
    expect(() => parseTranscript('{"schema":"touchstone-transcript/9"}\n')).toThrow(
      'line 1.schema: expected "touchstone-transcript/1", received "touchstone-transcript/9"',
    );
  });

  it('passes over a last line that a crash cut off', () => {
    expect(parseTranscript(`${first}\n${JSON.stringify(frame)}\n{"t":1,"dir":"o`).lines).toHaveLength(1);
  });
});

describe('transcriptSchemaText', () => {
  it('is what is published under fixtures/schemas', () => {
    expect(readFileSync('fixtures/schemas/transcript.schema.json', 'utf8')).toBe(transcriptSchemaText());
  });
});
