// Writes src/oath/sha1-wasm.ts: HMAC-SHA-1 of four counters at a time, and a search with it, as a WebAssembly module.
// `--check` only says whether the file is current. The assembler is as large as this module needs and no larger.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../src/oath/sha1-wasm.ts', import.meta.url));

// ---- an assembler: instructions are arrays of bytes, and operands come before what uses them

function leb(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
function signedLeb(value) {
  const bytes = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 0x7f;
    if ((rest >> 6 === 0 && low < 0x40) || (rest >> 6 === -1 && low >= 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
const simd = (code) => [0xfd, ...leb(code)];
const get = (local) => [0x20, local];
const set = (local, value) => [...value, 0x21, local];
const number = (value) => [0x41, ...signedLeb(value)];
const lanes = (...four) => [
  ...simd(0x0c),
  ...four.flatMap((n) => [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24]),
];
const all = (value) => lanes(value, value, value, value);
const splatAt = (address) => [...number(0), ...simd(0x09), 2, ...leb(address)];
const binary = (code) => (one, other) => [...one, ...other, ...simd(code)];
const and = binary(0x4e);
const or = binary(0x50);
const xor = binary(0x51);
const add = binary(0xae);
const left = (value, bits) => [...value, ...number(bits), ...simd(0xab)];
const rightSigned = (value, bits) => [...value, ...number(bits), ...simd(0xac)];
const right = (value, bits) => [...value, ...number(bits), ...simd(0xad)];
/** `mask` has all bits of a lane or none. */
const choose = (mask, where, elsewhere) => [...where, ...elsewhere, ...mask, ...simd(0x52)];

// ---- what is where

const [START, HIGH, STRIDE, BLOCKS, MODULUS, VALUE, SKIP, FOUND, VECTOR, ROW, AT, ROW_AT] = Array(12).keys();
const SCALARS = 12;
const scalar = (at) => SCALARS + (at & 15);
const scalarLocals = 5 + 16;
/** Vectors that go side by side, so that one computes while the other waits for what it computed. */
const streams = [0, 1];
const five = (first) => [0, 1, 2, 3, 4].map((at) => first + at);
const VECTORS = SCALARS + 16;
const registers = streams.map((stream) => five(VECTORS + 5 * stream));
const SCRATCH = VECTORS + 10;
const MORE = VECTORS + 11;
const macs = streams.map((stream) => five(VECTORS + 12 + 5 * stream));
const vectorLocals = 22;

// in memory: see src/oath/sha1-lanes.ts
const INNER_AT = 0;
const OUTER_AT = 20;
const SCHEDULE_AT = 6144;
const ROWS_AT = 512;
const ROWS_BYTES = 80 * 16;
const VECTORS_A_BLOCK = 4;
const outerAt = (stream) => 8192 + stream * 2048;

const roundConstants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];
const rotation = (word) => (word << 1) | (word >>> 31);
const isKnown = (word) => typeof word === 'number';

// ---- SHA-1 (FIPS 180-4 section 6.1.2), five rounds at a time: after these each register has its place again

function rotated(local, bits) {
  return or(left(get(local), bits), right(get(local), 32 - bits));
}

/** The function of a round (section 4.1.1), of three locals. */
function mixed(round, b, c, d) {
  const parity = () => xor(xor(get(c), get(d)), get(b));
  return [
    () => xor(and(xor(get(c), get(d)), get(b)), get(d)),
    parity,
    () => or(and(get(c), get(d)), and(or(get(c), get(d)), get(b))),
    parity,
  ][Math.floor(round / 20)]();
}

/** One compression of each stream, from the state at an address into `macs`. AT goes by 16 a round, ROW_AT starts at ROW. */
function compressions(stateAt, phases, wordOf) {
  const code = [...set(AT, number(0)), ...set(ROW_AT, get(ROW))];
  for (const stream of streams) {
    code.push(...registers[stream].flatMap((register, at) => set(register, splatAt(stateAt + 4 * at))));
  }
  for (const [from, to, ahead] of phases) {
    // V8 computes the last one first, and what was loaded before that it puts aside
    const body = streams.toReversed().flatMap((stream) => {
      let names = registers[stream];
      return [0, 1, 2, 3, 4].flatMap((step) => {
        const [a, b, c, d, e] = names;
        names = [e, a, b, c, d];
        const plus = add(wordOf(stream, step), all(roundConstants[Math.floor(from / 20)]));
        return [
          ...set(e, add(add(add(plus, get(e)), mixed(from, b, c, d)), rotated(a, 5))),
          ...set(b, rotated(b, 30)),
          ...ahead(stream, step),
        ];
      });
    });
    code.push(
      ...loop(
        [
          ...body,
          ...set(AT, [...get(AT), ...number(5 * 16), 0x6a]),
          ...set(ROW_AT, [...get(ROW_AT), ...number(5 * 16), 0x6a]),
        ],
        [...get(AT), ...number(16 * to), 0x49],
      ),
    );
  }
  for (const stream of streams) {
    code.push(
      ...registers[stream].flatMap((name, at) => set(macs[stream][at], add(get(name), splatAt(stateAt + 4 * at)))),
    );
  }
  return code;
}

const loop = (body, condition) => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];
const loadAt = (pointer, offset) => [...get(pointer), ...simd(0x00), 4, ...leb(offset)];
const storeAt = (pointer, offset, value) => [...pointer, ...value, ...simd(0x0b), 4, ...leb(offset)];

// The inner block is the counter, padded. Counters of one block of 16 differ in the last bits of one word alone, and the
// schedule is linear over XOR: it is made once a block, with scalars, and what the bits change is a row of a table.

function innerSchedule() {
  const words = [[HIGH], [START], 0x8000_0000 | 0, ...Array(12).fill(0), (64 + 8) * 8];
  const store = (round, value) => [...number(0), ...value, 0x36, 2, ...leb(SCHEDULE_AT + 16 * round)];
  const code = [...store(0, get(HIGH)), ...store(1, get(START))];
  for (let round = 16; round < 80; round += 1) {
    const sources = [3, 8, 14, 16].map((back) => words[round - back]);
    const known = sources.filter(isKnown).reduce((sum, word) => sum ^ word, 0);
    const parts = sources.filter((word) => !isKnown(word)).map(([local]) => get(local));
    if (parts.length === 0) {
      words[round] = rotation(known);
      code.push(...store(round, number(words[round])));
      continue;
    }
    if (known !== 0) parts.push(number(known));
    words[round] = [scalar(round)];
    code.push(
      ...set(scalar(round), [...parts.flatMap((part, at) => (at === 0 ? part : [...part, 0x73])), ...number(1), 0x77]),
    );
    code.push(...store(round, get(scalar(round))));
  }
  return code;
}

function inner() {
  const wordOf = (stream, step) =>
    xor(
      [...get(AT), ...simd(0x09), 2, ...leb(SCHEDULE_AT + 16 * step)],
      loadAt(ROW_AT, ROWS_AT + stream * ROWS_BYTES + 16 * step),
    );
  const nothing = () => [];
  return compressions(
    INNER_AT,
    [
      [0, 20, nothing],
      [20, 40, nothing],
      [40, 60, nothing],
      [60, 80, nothing],
    ],
    wordOf,
  );
}

// The outer block is the inner hash, padded: each word is made sixteen rounds before it is needed.

function outer() {
  const given = streams.flatMap((stream) =>
    macs[stream].flatMap((mac, at) => storeAt(number(0), outerAt(stream) + 16 * at, get(mac))),
  );
  const wordOf = (stream, step) => loadAt(AT, outerAt(stream) + 16 * step);
  const ahead = (stream, step) => {
    const word = (later) => loadAt(AT, outerAt(stream) + 16 * (step + later));
    return [
      ...set(SCRATCH, xor(xor(word(0), word(2)), xor(word(8), word(13)))),
      ...storeAt(
        get(AT),
        outerAt(stream) + 16 * (step + 16),
        or(add(get(SCRATCH), get(SCRATCH)), right(get(SCRATCH), 31)),
      ),
    ];
  };
  const nothing = () => [];
  const phases = [
    [0, 20, ahead],
    [20, 40, ahead],
    [40, 60, ahead],
    [60, 65, ahead],
    [65, 80, nothing],
  ];
  return [...given, ...compressions(OUTER_AT, phases, wordOf)];
}

/** The truncated values (RFC 4226 section 5.3) of the lanes of an HMAC, in SCRATCH. */
function truncation(macs) {
  const bit = (which) => rightSigned(left(get(macs[4]), 31 - which), 31);
  const word = (first) =>
    choose(
      bit(3),
      choose(bit(2), get(macs[first + 3]), get(macs[first + 2])),
      choose(bit(2), get(macs[first + 1]), get(macs[first])),
    );
  const joined = (bits) => or(left(get(SCRATCH), bits), right(get(MORE), 32 - bits));
  return [
    ...set(SCRATCH, word(0)),
    ...set(MORE, word(1)),
    ...set(SCRATCH, choose(bit(1), joined(16), get(SCRATCH))),
    ...set(MORE, choose(bit(1), left(get(MORE), 16), get(MORE))),
    ...set(SCRATCH, and(choose(bit(0), joined(8), get(SCRATCH)), all(0x7fffffff))),
  ];
}

// search(start, high, stride, blocks, modulus, value, skip): of the counters start ^ 0 to start ^ 15, and the same of start +
// 16 * stride and so on, but for the first `skip`, which is the first whose truncated value leaves `value` by `modulus`; -1 where
// none of so many blocks does. `start` is the first of 16 or the last.
function search() {
  const wanted = (stream, lane) => [
    ...get(SCRATCH),
    ...simd(0x1b),
    lane,
    ...get(MODULUS),
    0x70,
    ...get(VALUE),
    0x46,
    0x04,
    0x40,
    ...set(FOUND, [...get(VECTOR), ...number(2), 0x74, ...number(4 * stream + lane), 0x6a, ...get(SKIP), 0x6b]),
    ...get(FOUND),
    ...number(0),
    0x4e,
    0x04,
    0x40,
    ...get(FOUND),
    0x0f,
    0x0b,
    0x0b,
  ];
  const pair = [
    ...inner(),
    ...outer(),
    ...streams.flatMap((stream) => [
      ...truncation(macs[stream]),
      ...[0, 1, 2, 3].flatMap((lane) => wanted(stream, lane)),
    ]),
    ...set(VECTOR, [...get(VECTOR), ...number(streams.length), 0x6a]),
    ...set(ROW, [...get(ROW), ...number(ROWS_BYTES * streams.length), 0x6a]),
  ];
  const block = [
    ...innerSchedule(),
    ...set(ROW, number(0)),
    ...loop(pair, [...get(ROW), ...number(ROWS_BYTES * VECTORS_A_BLOCK), 0x49]),
    ...set(START, [...get(START), ...get(STRIDE), ...number(4), 0x74, 0x6a]),
  ];
  return [...loop(block, [...get(VECTOR), ...get(BLOCKS), ...number(2), 0x74, 0x49]), ...number(-1), 0x0b];
}

function module() {
  const I32 = 0x7f;
  const V128 = 0x7b;
  const text = (name) => [name.length, ...Buffer.from(name)];
  const section = (id, ...bytes) => [id, ...leb(bytes.length), ...bytes];
  const body = [2, scalarLocals, I32, vectorLocals, V128, ...search()];
  return Buffer.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 7, I32, I32, I32, I32, I32, I32, I32, 1, I32),
    ...section(3, 1, 0),
    ...section(5, 1, 1, 1, 1),
    ...section(7, 2, ...text('memory'), 2, 0, ...text('search'), 0, 0),
    ...section(10, 1, ...leb(body.length), ...body),
  ]);
}

const lines = module()
  .toString('base64')
  .match(/.{1,114}/g);
const source = `/**
 * A WebAssembly module, base64: HMAC-SHA-1 of four counters at a time. Written by scripts/write-sha1-wasm.mjs, which says what
 * it exports; change that, not this.
 */
export const sha1WasmBase64: string = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;

if (!process.argv.includes('--check')) writeFileSync(target, source);
else if (readFileSync(target, 'utf8') !== source) {
  console.error('src/oath/sha1-wasm.ts: expected what scripts/write-sha1-wasm.mjs writes, received another text');
  process.exitCode = 1;
}
