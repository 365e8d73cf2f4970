// The control messages of a script's sendmsg and recvmsg: what lies behind `msg_control`.
//
// One idea: a list of messages is a row of fields at known places. A sender's are written there; a
// receiver's are compared there, and what the script leaves open is not looked at.
//
//   msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=8000}]
//
// Units: bytes.
// Source: packetdrill's syntax.md; struct cmsghdr of cmsg(3), struct sock_extended_err of ip(7).
// Departs: a message has one number, or an extended error.

import type { Value } from './value.ts';

/** A number that lies in memory. */
export interface Field {
  what: string;
  at: number;
  size: number;
  value: number;
}

export interface ControlMessages {
  /** Of all messages, each made long enough for the next to be aligned. */
  bytes: number;
  fields: Field[];
}

const HEADER_BYTES = 16;
const ALIGN_BYTES = 8;
/** struct sockaddr_in of who sent the error, and struct sockaddr_in6. */
const OFFENDER_BYTES = { ipv4: 16, ipv6: 28 };
const SOL_IPV6 = 41;

/** Where struct sock_extended_err has its fields, and their sizes. */
const ERROR_FIELDS: Record<string, [at: number, size: number]> = {
  ee_errno: [0, 4],
  ee_origin: [4, 1],
  ee_type: [5, 1],
  ee_code: [6, 1],
  ee_info: [8, 4],
  ee_data: [12, 4],
};
const ERROR_BYTES = 16;

/** Lays out the messages of a list; throws an Error that says which part is none. */
export function layOut(list: Value): ControlMessages {
  if (list.k !== 'list') {
    throw new Error('msg_control: expected [{cmsg_level=…, cmsg_type=…, cmsg_data=…}]');
  }
  const fields: Field[] = [];
  let bytes = 0;
  for (const [i, item] of list.items.entries()) {
    const message = messageOf(item, `control message ${i}`);
    for (const field of message.fields) fields.push({ ...field, at: field.at + bytes });
    bytes += Math.ceil(message.bytes / ALIGN_BYTES) * ALIGN_BYTES;
  }
  return { bytes, fields };
}

function messageOf(item: Value, name: string): ControlMessages {
  if (item.k !== 'struct') throw new Error(`${name}: expected {cmsg_level=…, …}`);
  const part = (of: string): Value | undefined => item.fields.find((f) => f.name === of)?.value;
  const number = (of: string): number => {
    const value = part(of);
    if (value?.k !== 'number') throw new Error(`${name}: expected ${of}=NUMBER`);
    return value.value;
  };
  const level = number('cmsg_level');
  const type = number('cmsg_type');
  const data = dataOf(part('cmsg_data'), level, name);
  return {
    bytes: HEADER_BYTES + data.bytes,
    fields: [
      { what: `cmsg_len of ${name}`, at: 0, size: 8, value: HEADER_BYTES + data.bytes },
      { what: `cmsg_level of ${name}`, at: 8, size: 4, value: level },
      { what: `cmsg_type of ${name}`, at: 12, size: 4, value: type },
      ...data.fields.map((field) => ({ ...field, at: field.at + HEADER_BYTES })),
    ],
  };
}

function dataOf(data: Value | undefined, level: number, name: string): ControlMessages {
  if (data?.k === 'number') {
    const field = { what: `cmsg_data of ${name}`, at: 0, size: 4, value: data.value };
    return { bytes: 4, fields: [field] };
  }
  if (data?.k !== 'struct')
    throw new Error(`${name}: expected cmsg_data=NUMBER or {ee_errno=…, …}`);
  const fields = data.fields.flatMap(({ name: of, value }): Field[] => {
    const place = of === undefined ? undefined : ERROR_FIELDS[of];
    if (!place) {
      const known = Object.keys(ERROR_FIELDS).join(', ');
      throw new Error(`${name}: no field '${of ?? ''}' of an extended error; known: ${known}`);
    }
    if (value.k !== 'number') return [];
    return [{ what: `${of} of ${name}`, at: place[0], size: place[1], value: value.value }];
  });
  const offender = level === SOL_IPV6 ? OFFENDER_BYTES.ipv6 : OFFENDER_BYTES.ipv4;
  return { bytes: ERROR_BYTES + offender, fields };
}
