// Addresses that mean more than a place: a cell's changed text, and a moment of a figure.
//
// One idea: what stands behind # is never sent to a server, and is never run: a text from a link is
// only shown. It may be cut short or made to harm, so its length, before and after unpacking, has a
// bound, and a hash tells whether it is whole.
//
//   #cell-server:code=1.<hash of the text, 8 digits>.<deflated UTF-8 in base64url>
//   #accept-queue:at=1234          milliseconds of the figure's timeline
//
// Units: characters for addresses and texts, bytes inside.

import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import type { Result } from '../../lib/notebook/edits.ts';
import { hashText } from '../../lib/notebook/hash.ts';

const VERSION = '1';
/** Longest address that mail programs and chats still carry, roughly. */
export const MAX_LINK = 8000;
/** Longest text that a link may unpack to. */
export const MAX_TEXT = 100_000;

export interface LinkedCode {
  id: string;
  source: string;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

/** Packs a text for an address. */
export function packText(text: string): string {
  const packed = toBase64Url(deflateSync(strToU8(text), { level: 9 }));
  return `${VERSION}.${hashText(text).slice(0, 8)}.${packed}`;
}

/** Writes a cell's text as the end of an address; refuses one that would be too long. */
export function writeCode({ id, source }: LinkedCode): Result<string> {
  const hash = `#${id}:code=${packText(source)}`;
  if (hash.length <= MAX_LINK && source.length <= MAX_TEXT) return { ok: true, value: hash };
  const message = `This text is too long for a link: it would take ${hash.length.toLocaleString('en')} characters, and ${MAX_LINK.toLocaleString('en')} fit. Export it as a file.`;
  return { ok: false, message };
}

/** Unpacks no further than the bound: a few bytes can stand for gigabytes. */
function inflate(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Inflate((part, final) => {
    length += part.length;
    if (length > MAX_TEXT * 4) throw new Error('too long');
    parts.push(part);
    ended = final ?? false;
  });
  // In small pieces, so that the bound is met soon after it is passed.
  for (let at = 0; at < bytes.length; at += 256) {
    stream.push(bytes.subarray(at, at + 256), at + 256 >= bytes.length);
  }
  if (!ended) return undefined;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Unpacks what `packText` has packed, or says why it cannot; `what` names it, `so` what is done then. */
export function unpackText(text: string, what: string, so = ''): Result<string> {
  const bad: Result<string> = {
    ok: false,
    message: `The ${what} in this link is damaged or was cut short${so}.`,
  };
  if (text.length > 2 * MAX_LINK) {
    return {
      ok: false,
      message: `This link is too long to be one of this book’s; its ${what} was not read.`,
    };
  }
  const [version, sum, packed, ...more] = text.split('.');
  if (/^\d+$/.test(version!) && version !== VERSION) {
    return {
      ok: false,
      message: `This link was made by another edition (version ${version}); its ${what} was not read.`,
    };
  }
  if (version !== VERSION || !sum || packed === undefined || more.length > 0) return bad;
  try {
    const bytes = inflate(fromBase64Url(packed));
    const source = bytes && strFromU8(bytes);
    if (source === undefined || source.length > MAX_TEXT) return bad;
    return hashText(source).slice(0, 8) === sum ? { ok: true, value: source } : bad;
  } catch {
    return bad;
  }
}

/** Reads the text that an address carries; undefined where it carries none. */
export function readCode(hash: string): Result<LinkedCode> | undefined {
  const at = hash.indexOf(':code=');
  if (at < 0) return undefined;
  const id = hash.slice(1, at);
  const known = /^[\w-]{1,80}$/.test(id);
  const so = ', so the book’s own is shown';
  const read = unpackText(known ? hash.slice(at + 6) : '', 'code', so);
  return read.ok ? { ok: true, value: { id, source: read.value } } : read;
}
