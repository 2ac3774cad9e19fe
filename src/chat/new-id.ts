/** 128 random bits as hexadecimal; unlike `crypto.randomUUID` it needs no secure context. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
