// A short name for a text: FNV-1a with 64 bits, in hex.
//
// It tells a changed text from an unchanged one and notices damage; it keeps no secret.
// Source: draft-eastlake-fnv, offset basis and prime for 64 bits, over UTF-16 code units.

const PRIME = 0x100000001b3n;
const BASIS = 0xcbf29ce484222325n;

/** Hashes a text to 16 hexadecimal digits. */
export function hashText(text: string): string {
  let hash = BASIS;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
