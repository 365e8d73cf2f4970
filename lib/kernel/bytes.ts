// Bytes: the few conversions between numbers, text and memory that the kernel needs.
//
// Units: bytes; numbers little-endian, as the CPU has them, unless it is said.

/** Writes an unsigned or two's complement number as `size` little-endian bytes. */
export function toBytes(value: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const whole = Math.trunc(value);
  let low = whole | 0;
  for (let i = 0; i < size && i < 4; i++) {
    bytes[i] = low;
    low >>= 8;
  }
  let high = Math.floor(whole / 2 ** 32) | 0;
  for (let i = 4; i < size; i++) {
    bytes[i] = high;
    high >>= 8;
  }
  return bytes;
}

/** Reads `size` bytes (up to 4 exactly, 8 within 2^53) at `offset` as a signed number. */
export function signedAt(bytes: Uint8Array, offset: number, size: number): number {
  // The highest byte has the sign.
  let value = ((bytes[offset + size - 1] ?? 0) << 24) >> 24;
  for (let i = size - 2; i >= 0; i--) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}

/** Reads `size` bytes at `offset` as an unsigned number. */
export function unsignedAt(bytes: Uint8Array, offset: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}

/** Reads four bytes at `offset` as the network has them, the highest first. */
export function bigAt(bytes: Uint8Array, offset: number): number {
  return unsignedAt(bytes.slice(offset, offset + 4).reverse(), 0, 4);
}

/** Encodes text as UTF-8. */
export function encodeText(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const c = char.codePointAt(0)!;
    if (c < 0x80) bytes.push(c);
    else if (c < 0x800) bytes.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) bytes.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else {
      bytes.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63));
      bytes.push(0x80 | (c & 63));
    }
  }
  return Uint8Array.from(bytes);
}

/** Decodes UTF-8; a byte that does not fit becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const b = bytes[i];
    const more = b < 0x80 ? 0 : b >= 0xf0 && b < 0xf8 ? 3 : b >= 0xe0 ? 2 : b >= 0xc2 ? 1 : -1;
    const tail = bytes.subarray(i + 1, i + 1 + more);
    if (more < 0 || b >= 0xf8 || tail.length < more || tail.some((t) => (t & 0xc0) !== 0x80)) {
      text += '\ufffd';
      i++;
      continue;
    }
    let c = more === 0 ? b : b & (0x3f >> more);
    for (const t of tail) c = (c << 6) | (t & 63);
    text += c > 0x10ffff ? '\ufffd' : String.fromCodePoint(c);
    i += more + 1;
  }
  return text;
}

/** Joins two runs of bytes. */
export function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
