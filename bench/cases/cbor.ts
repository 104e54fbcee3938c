import { Encoder } from 'cbor-x';
import * as cborg from 'cborg';
import { equalBytes } from '../../src/bytes/bytes.ts';
import { decodeCbor } from '../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../src/codec/cbor/encode.ts';
import { type Answer, type Benchmark, valueText } from '../answer.ts';
import { cborCases } from '../cbor.ts';
import { geometricMean, inProcess, race } from '../race.ts';

const cborx = new Encoder({ mapsAsObjects: false, useRecords: false, variableMapSize: true, tagUint8Array: false });
const cborgOptions = { useMaps: true, strict: true, rejectDuplicateMapKeys: true };

/** Is a codec that refuses everything the standard forbids slower than one that does not look? */
export const cbor: Benchmark = {
  name: 'cbor',
  run: async ({ pace }) => {
    const beside = { encode: new Map<string, Beside>(), decode: new Map<string, Beside>() };
    for (const { name, value, bytes } of cborCases()) {
      if (!equalBytes(cborg.encode(value), bytes)) throw new Error(`${name}: cborg writes other bytes`);
      const encoding = await race(
        [
          inProcess('ours', () => encodeCbor(value)),
          inProcess('cbor-x', () => cborx.encode(value)),
          inProcess('cborg', () => cborg.encode(value)),
        ],
        { pace, clock: 'cpu' },
      );
      const decoding = await race(
        [
          inProcess('ours', () => decodeCbor(bytes)),
          inProcess('cbor-x', () => cborx.decode(bytes)),
          inProcess('cborg', () => cborg.decode(bytes, cborgOptions)),
        ],
        { pace, clock: 'cpu' },
      );
      for (const [how, finish] of Object.entries({ encode: encoding, decode: decoding })) {
        beside[how as 'encode' | 'decode'].set(name, {
          cborx: finish.ratio('cbor-x', 'ours'),
          cborg: finish.ratio('cborg', 'ours'),
        });
      }
    }
    return [
      answer('strict canonical encoding beside cbor-x, by speed', 1.6, beside.encode, 'cborx'),
      answer('strict decoding beside cbor-x, by speed', 1.0, beside.decode, 'cborx'),
      answer('strict canonical encoding beside cborg, by speed', undefined, beside.encode, 'cborg'),
      answer('strict decoding beside cborg, by speed', undefined, beside.decode, 'cborg'),
    ];
  },
};

interface Beside {
  readonly cborx: number;
  readonly cborg: number;
}

function answer(
  question: string,
  atLeast: number | undefined,
  ratios: Map<string, Beside>,
  peer: keyof Beside,
): Answer {
  const each = [...ratios].map(([name, beside]) => `${name} ${valueText({ value: beside[peer] })}`);
  return {
    question,
    ...(atLeast === undefined ? {} : { aim: { atLeast } }),
    value: geometricMean([...ratios.values()].map((beside) => beside[peer])),
    scale: each.join(', '),
    inTheWay: 'every head, order and nesting is checked, which cbor-x does not do',
  };
}
