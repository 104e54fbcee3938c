/* The bare signature: ECDSA over P-256 with SHA-256 of 69 bytes, as an assertion without extensions signs. */
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "obey.h"

static EVP_PKEY *key;
static EVP_MD_CTX *context;
static const unsigned char message[69] = {1, 2, 3};

static void sign(void) {
  unsigned char signature[80];
  size_t length = sizeof signature;
  EVP_MD_CTX_reset(context);
  if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1) die("EVP_DigestSignInit");
  if (EVP_DigestSign(context, signature, &length, message, sizeof message) != 1) die("EVP_DigestSign");
}

int main(void) {
  key = EVP_EC_gen("P-256");
  context = EVP_MD_CTX_new();
  if (key == NULL || context == NULL) die("EVP_EC_gen");
  const struct operation operations[] = {{"sign", sign}};
  return obey(operations, 1);
}
