/* A search for a code 2880 steps each side, nearest first, found at the last one: by the SHA instructions with the pads hashed
   once, one counter after another; and by HMAC() of OpenSSL a code. */
#include <immintrin.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdint.h>

#include "obey.h"

#define CENTRE 50000000ULL
#define STEPS 2880
#define MODULUS 1000000

static const unsigned char secret[20] = "12345678901234567890";
static uint32_t wanted;

struct state {
  __m128i abcd, e; /* words from the highest lane down; e in the highest lane alone */
};
static struct state inner, outer;

#define QUAD(g)                                                                                            \
  do {                                                                                                     \
    if (g >= 4) w[g & 3] = _mm_sha1msg2_epu32(                                                             \
      _mm_xor_si128(_mm_sha1msg1_epu32(w[g & 3], w[(g + 1) & 3]), w[(g + 2) & 3]), w[(g + 3) & 3]);        \
    __m128i next = g == 0 ? _mm_add_epi32(e, w[0]) : _mm_sha1nexte_epu32(e, w[g & 3]);                     \
    e = abcd;                                                                                              \
    abcd = _mm_sha1rnds4_epu32(abcd, next, g / 5);                                                         \
  } while (0)

static inline __attribute__((always_inline)) struct state compress(struct state from, __m128i w0, __m128i w1,
                                                                   __m128i w2, __m128i w3) {
  __m128i w[4] = {w0, w1, w2, w3}, abcd = from.abcd, e = from.e;
  QUAD(0); QUAD(1); QUAD(2); QUAD(3); QUAD(4); QUAD(5); QUAD(6); QUAD(7); QUAD(8); QUAD(9);
  QUAD(10); QUAD(11); QUAD(12); QUAD(13); QUAD(14); QUAD(15); QUAD(16); QUAD(17); QUAD(18); QUAD(19);
  return (struct state){_mm_add_epi32(abcd, from.abcd), _mm_sha1nexte_epu32(e, from.e)};
}

static struct state after_pad(unsigned char value) {
  unsigned char block[64];
  uint32_t w[16];
  memset(block, value, sizeof block);
  for (size_t i = 0; i < sizeof secret; i++) block[i] ^= secret[i];
  for (int i = 0; i < 16; i++) w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
  struct state start = {_mm_set_epi32(0x67452301, (int)0xefcdab89, (int)0x98badcfe, 0x10325476),
                        _mm_set_epi32((int)0xc3d2e1f0, 0, 0, 0)};
#define FOUR(i) _mm_set_epi32((int)w[i], (int)w[i + 1], (int)w[i + 2], (int)w[i + 3])
  return compress(start, FOUR(0), FOUR(4), FOUR(8), FOUR(12));
}

static inline uint32_t by_instructions(uint64_t counter) {
  const __m128i zero = _mm_setzero_si128(), end = _mm_set_epi32(0, (int)0x80000000, 0, 0);
  struct state mac = compress(inner, _mm_set_epi32((int)(counter >> 32), (int)counter, (int)0x80000000, 0), zero, zero,
                              _mm_set_epi32(0, 0, 0, 72 * 8));
  mac = compress(outer, mac.abcd, _mm_or_si128(_mm_and_si128(mac.e, _mm_set_epi32(-1, 0, 0, 0)), end), zero,
                 _mm_set_epi32(0, 0, 0, 84 * 8));
  uint32_t words[5], last = (uint32_t)_mm_extract_epi32(mac.e, 3);
  _mm_storeu_si128((__m128i *)words, _mm_shuffle_epi32(mac.abcd, 0x1b));
  words[4] = last;
  unsigned offset = last & 15, at = offset >> 2, bits = (offset & 3) * 8;
  uint64_t two = (uint64_t)words[at] << 32 | words[at + 1];
  return (uint32_t)(two >> (32 - bits)) & 0x7fffffff;
}

static uint32_t by_hmac(uint64_t counter) {
  unsigned char bytes[8], mac[20];
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(counter >> (56 - 8 * i));
  if (HMAC(EVP_sha1(), secret, sizeof secret, bytes, sizeof bytes, mac, NULL) == NULL) die("HMAC");
  const unsigned char *at = mac + (mac[19] & 15);
  return (uint32_t)(at[0] & 0x7f) << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

#define SEARCH(truncated)                                                     \
  do {                                                                        \
    for (int distance = 0; distance <= STEPS; distance++) {                   \
      if (truncated(CENTRE - distance) % MODULUS == wanted) break;            \
      if (truncated(CENTRE + distance) % MODULUS != wanted) continue;         \
      if (distance == STEPS) return;                                          \
      break;                                                                  \
    }                                                                         \
    die("the search");                                                        \
  } while (0)

static void search_by_instructions(void) { SEARCH(by_instructions); }
static void search_by_hmac(void) { SEARCH(by_hmac); }

int main(void) {
  inner = after_pad(0x36);
  outer = after_pad(0x5c);
  wanted = by_hmac(CENTRE + STEPS) % MODULUS;
  const struct operation operations[] = {{"sha-ni", search_by_instructions}, {"hmac", search_by_hmac}};
  return obey(operations, 2);
}
