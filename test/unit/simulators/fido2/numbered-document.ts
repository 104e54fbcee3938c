/** A document that says which one it is, of a length and content that follow from its number. */
export function numberedDocument(number: number): Uint8Array {
  const document = new Uint8Array(4 + ((number * 977) % 9_000));
  new DataView(document.buffer).setUint32(0, number);
  document.fill(number & 0xff, 4);
  return document;
}

/** The number of a numbered document; throws when it is not exactly one that was made. */
export function numberOf(document: Uint8Array): number {
  const number = new DataView(document.buffer, document.byteOffset).getUint32(0);
  const expected = numberedDocument(number);
  if (expected.length !== document.length || !expected.every((byte, index) => byte === document[index])) {
    throw new Error(
      `document ${number}: expected ${expected.length} bytes as made, received ${document.length} others`,
    );
  }
  return number;
}
