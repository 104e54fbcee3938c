/** Namespaces of containers (RFC 6030 section 1.2 and what it refers to). */
export const pskcNamespace = {
  pskc: 'urn:ietf:params:xml:ns:keyprov:pskc',
  xenc: 'http://www.w3.org/2001/04/xmlenc#',
  xenc11: 'http://www.w3.org/2009/xmlenc11#',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  pkcs5: 'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#',
} as const;

/** Ciphers of encrypted values, with the bytes of their key. */
export const pskcCiphers = {
  [`${pskcNamespace.xenc}aes128-cbc`]: { mode: 'cbc', keyLength: 16 },
  [`${pskcNamespace.xenc}aes192-cbc`]: { mode: 'cbc', keyLength: 24 },
  [`${pskcNamespace.xenc}aes256-cbc`]: { mode: 'cbc', keyLength: 32 },
  [`${pskcNamespace.xenc}kw-aes128`]: { mode: 'wrap', keyLength: 16 },
  [`${pskcNamespace.xenc}kw-aes192`]: { mode: 'wrap', keyLength: 24 },
  [`${pskcNamespace.xenc}kw-aes256`]: { mode: 'wrap', keyLength: 32 },
} as const satisfies Readonly<Record<string, { readonly mode: 'cbc' | 'wrap'; readonly keyLength: 16 | 24 | 32 }>>;

/** MACs of encrypted values, by URI; two URIs of SHA-1 are in use. */
export const pskcMacs: Readonly<Record<string, 'sha1' | 'sha256' | 'sha384' | 'sha512'>> = {
  [`${pskcNamespace.ds}hmac-sha1`]: 'sha1',
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha1': 'sha1',
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha384': 'sha384',
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha512': 'sha512',
};

/** Pseudo-random functions of PBKDF2, by URI. */
export const pskcPrfs: Readonly<Record<string, 'sha1' | 'sha256' | 'sha384' | 'sha512'>> = {
  ...pskcMacs,
  'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#hmac-sha1': 'sha1',
};

/** Both names of PBKDF2. */
export const pbkdf2Names: readonly string[] = [`${pskcNamespace.pkcs5}pbkdf2`, `${pskcNamespace.xenc11}pbkdf2`];

/** The algorithms of keys that are tokens; a draft parted the name with #. */
export const pskcAlgorithms: Readonly<Record<string, 'hotp' | 'totp'>> = {
  [`${pskcNamespace.pskc}:hotp`]: 'hotp',
  [`${pskcNamespace.pskc}#hotp`]: 'hotp',
  [`${pskcNamespace.pskc}:totp`]: 'totp',
  [`${pskcNamespace.pskc}#totp`]: 'totp',
};
