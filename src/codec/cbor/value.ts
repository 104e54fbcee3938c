/** A key of a CBOR map. CTAP uses integers and text; the others are read so that they can be judged. */
export type CborKey = number | bigint | string | Uint8Array | boolean | null;

/** A CBOR data item of the CTAP2 subset. Integers beyond 2^53 − 1 either way are bigint; maps are always `Map`. */
export type CborValue = number | bigint | string | Uint8Array | boolean | null | CborValue[] | CborMap;

/** A CBOR map. The order of insertion means nothing: the encoder sorts. */
export type CborMap = Map<CborKey, CborValue>;
