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
const tee = (local, value) => [...value, 0x22, local];
const number = (value) => [0x41, ...signedLeb(value)];
const splat = (scalar) => [...scalar, ...simd(0x11)];
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
const multiply = binary(0xb5);
const left = (value, bits) => [...value, ...number(bits), ...simd(0xab)];
const rightSigned = (value, bits) => [...value, ...number(bits), ...simd(0xac)];
const right = (value, bits) => [...value, ...number(bits), ...simd(0xad)];
/** `mask` has all bits of a lane or none. */
const choose = (mask, where, elsewhere) => [...where, ...elsewhere, ...mask, ...simd(0x52)];

// ---- what is where

const [LOW, HIGH, STRIDE, GROUPS, MODULUS, VALUE] = [0, 1, 2, 3, 4, 5];
const GROUP = 6;
const VECTORS = 7;
const scheduled = (at) => VECTORS + (at & 15);
const registers = [0, 1, 2, 3, 4].map((at) => VECTORS + 16 + at);
const macs = [0, 1, 2, 3, 4].map((at) => VECTORS + 21 + at);
const constants = [0, 1, 2, 3].map((at) => VECTORS + 26 + at);
const COUNTERS = VECTORS + 30;
const SCRATCH = VECTORS + 31;
const MORE = VECTORS + 32;
const vectorLocals = 33;

const INNER_AT = 0;
const OUTER_AT = 20;
const roundConstants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

// ---- SHA-1 (FIPS 180-4 section 6.1.2), unrolled; what is known of a block is folded away

function rotated(local, bits) {
  return or(left(get(local), bits), right(get(local), 32 - bits));
}

/** One compression of a block of 16 words, each a number or a local, from the state at an address into `macs`. */
function compression(block, stateAt) {
  const words = [...block];
  const code = registers.flatMap((register, at) => set(register, splatAt(stateAt + 4 * at)));
  let names = registers;
  for (let round = 0; round < 80; round += 1) {
    const [a, b, c, d, e] = names;
    const constant = Math.floor(round / 20);
    if (round >= 16) code.push(...expand(words, round));
    const word = words[round];
    const known = typeof word === 'number';
    const plus = known ? all((word + roundConstants[constant]) | 0) : add(get(word[0]), get(constants[constant]));
    const mixed = [
      () => xor(and(xor(get(c), get(d)), get(b)), get(d)),
      () => xor(xor(get(c), get(d)), get(b)),
      () => or(and(get(c), get(d)), and(or(get(c), get(d)), get(b))),
      () => xor(xor(get(c), get(d)), get(b)),
    ][constant]();
    code.push(...set(e, add(add(add(plus, get(e)), mixed), rotated(a, 5))));
    code.push(...set(b, rotated(b, 30)));
    names = [e, a, b, c, d];
  }
  return [...code, ...names.flatMap((name, at) => set(macs[at], add(get(name), splatAt(stateAt + 4 * at))))];
}

/** The word of a round from 16 on, put into `words`; the code that computes it, none where it is known. */
function expand(words, round) {
  const sources = [3, 8, 14, 16].map((back) => words[round - back]);
  const known = sources.filter((word) => typeof word === 'number').reduce((sum, word) => sum ^ word, 0);
  const locals = sources.filter((word) => typeof word !== 'number').map(([local]) => get(local));
  if (locals.length === 0) {
    words[round] = (known << 1) | (known >>> 31);
    return [];
  }
  const parts = known === 0 ? locals : [...locals, all(known)];
  const local = scheduled(round);
  words[round] = [local];
  return [
    ...set(
      SCRATCH,
      parts.reduce((one, other) => xor(one, other)),
    ),
    ...set(local, or(add(get(SCRATCH), get(SCRATCH)), right(get(SCRATCH), 31))),
  ];
}

/** The truncated values (RFC 4226 section 5.3) of the lanes of `macs`, in SCRATCH. */
function truncation() {
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

// search(low, high, stride, groups, modulus, value): which of the counters low, low + stride, … is the first whose truncated
// value leaves `value` by `modulus`; -1 where none of 4 * groups does. The states after the pads are at 0 and at 20.
function search() {
  const zero = (from, to) => Array(to - from).fill(0);
  const high = scheduled(0);
  const inner = [[high], [COUNTERS], 0x8000_0000 | 0, ...zero(3, 15), (64 + 8) * 8];
  const outer = [...macs.map((mac) => [mac]), 0x8000_0000 | 0, ...zero(6, 15), (64 + 20) * 8];
  const wanted = (lane) => [
    ...get(SCRATCH),
    ...simd(0x1b),
    lane,
    ...get(MODULUS),
    0x70,
    ...get(VALUE),
    0x46,
    0x04,
    0x40,
    ...get(GROUP),
    ...number(2),
    0x74,
    ...number(lane),
    0x72,
    0x0f,
    0x0b,
  ];
  return [
    ...constants.flatMap((local, at) => set(local, all(roundConstants[at]))),
    ...set(COUNTERS, add(splat(get(LOW)), multiply(lanes(0, 1, 2, 3), splat(get(STRIDE))))),
    0x03,
    0x40,
    ...set(high, splat(get(HIGH))),
    ...compression(inner, INNER_AT),
    ...compression(outer, OUTER_AT),
    ...truncation(),
    ...[0, 1, 2, 3].flatMap(wanted),
    ...set(COUNTERS, add(get(COUNTERS), splat([...get(STRIDE), ...number(2), 0x74]))),
    ...tee(GROUP, [...get(GROUP), ...number(1), 0x6a]),
    ...get(GROUPS),
    0x49,
    0x0d,
    0,
    0x0b,
    ...number(-1),
    0x0b,
  ];
}

function module() {
  const I32 = 0x7f;
  const V128 = 0x7b;
  const text = (name) => [name.length, ...Buffer.from(name)];
  const section = (id, ...bytes) => [id, ...leb(bytes.length), ...bytes];
  const body = [2, 1, I32, vectorLocals, V128, ...search()];
  return Buffer.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 6, I32, I32, I32, I32, I32, I32, 1, I32),
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
