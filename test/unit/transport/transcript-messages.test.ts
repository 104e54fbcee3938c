import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeApdu, encodeResponse } from '../../../src/transport/card/apdu.ts';
import type { Describer } from '../../../src/transport/frame.ts';
import { hidCommand, splitMessage } from '../../../src/transport/hid/packet.ts';
import type { EventLine, FrameLine, Transcript } from '../../../src/transport/transcript-line.ts';
import { transcriptMessages } from '../../../src/transport/transcript-messages.ts';

const describer: Describer = {
  request: (bytes) => `request ${bytes[0]} of ${bytes.length}`,
  response: (command, bytes) => `response to ${command} of ${bytes.length}`,
};
const { CBOR, KEEPALIVE, PING } = hidCommand;

type Row = Omit<FrameLine, 'kind' | 'line' | 'redacted'> | Omit<EventLine, 'kind' | 'line'>;

function transcript(...rows: Row[]): Transcript {
  const lines = rows.map((row, index): FrameLine | EventLine =>
    'event' in row
      ? { kind: 'event', line: index + 2, ...row }
      : { kind: 'frame', line: index + 2, redacted: [], ...row },
  );
  return { header: {} as Transcript['header'], lines };
}

function reports(direction: 'out' | 'in', t: number, command: number, length: number, fill = 4): Row[] {
  return splitMessage(0x11, command, new Uint8Array(length).fill(fill)).map((bytes) => ({
    t,
    direction,
    wire: 'hid',
    bytes,
  }));
}

const said = (of: Transcript): string[] =>
  transcriptMessages(of, describer).map(({ line, t, says, problem }) =>
    [`${line} +${t} ${says}`, ...(problem === undefined ? [] : [problem])].join(' | '),
  );

describe('transcriptMessages', () => {
  it('puts messages together and folds keepalives', () => {
    const all = transcript(
      ...reports('out', 0, CBOR, 100),
      ...reports('in', 100, KEEPALIVE, 1, 2),
      ...reports('in', 200, KEEPALIVE, 1, 2),
      ...reports('in', 300, KEEPALIVE, 1, 1),
      ...reports('in', 400, CBOR, 3),
    );
    expect(said(all)).toEqual([
      '2 +0 CBOR request 4 of 100',
      '4 +100 KEEPALIVE user presence needed, 2 times until +200 ms',
      '6 +300 KEEPALIVE processing',
      '7 +400 CBOR response to 4 of 3',
    ]);
    expect(transcriptMessages(all, describer)[0]?.frames).toHaveLength(2);
  });

  it('names the line where framing goes wrong', () => {
    const [first, second, third] = reports('out', 0, PING, 150);
    expect(said(transcript(first!, third!))).toEqual([
      '2 +0 PING 150 bytes | line 3: expected sequence 0 of channel 00000011, received sequence 1 of channel 00000011',
    ]);
    expect(said(transcript(second!))[0]).toMatch(
      / \| line 2: expected the first packet of a message, received sequence 0$/,
    );
    expect(said(transcript(first!, ...reports('out', 9, PING, 2)))).toEqual([
      '2 +0 PING 150 bytes | line 2: the message is cut off, the next message began at line 3',
      '3 +9 PING 0404',
    ]);
    expect(said(transcript(first!))[0]).toContain('line 2: the message is cut off, the transcript ends');
  });

  it('decodes APDUs, chained and answered in parts, with their status words', () => {
    const apdu = (bytes: Uint8Array): Row => ({ t: 1, direction: 'out', wire: 'card', bytes });
    const answer = (data: number, sw: number): Row => ({
      t: 2,
      direction: 'in',
      wire: 'card',
      bytes: encodeResponse(new Uint8Array(data), sw),
    });
    const all = transcript(
      apdu(encodeApdu({ cla: 0x90, ins: 0x10, data: Uint8Array.of(6, 1) }, 'short')),
      answer(0, 0x9000),
      apdu(encodeApdu({ cla: 0x80, ins: 0x10, data: Uint8Array.of(1), le: 256 }, 'short')),
      answer(10, 0x6105),
      apdu(encodeApdu({ cla: 0, ins: 0xc0, le: 5 }, 'short')),
      answer(5, 0x9000),
      apdu(Uint8Array.of(1, 2)),
    );
    const lines = said(all);
    expect(lines[2]).toContain('request 6 of 3');
    expect(lines[5]).toContain('response to 6 of 15');
    expect(lines[6]).toContain(`${toHex(Uint8Array.of(1, 2))} | line 8: expected at least 4 bytes, received 2 bytes`);
  });

  it('tells what happened between messages', () => {
    const all = transcript({ t: 0, event: 'rule', detail: { id: 'a.b' } }, { t: 3, event: 'power-cycle', detail: {} });
    expect(said(all)).toEqual(['2 +0 rule a.b', '3 +3 the power is cut and given back']);
  });
});
