// strace's io_uring: the parameters of a ring, and what is registered with it.
//
// Source: strace 6.1's output on Linux 6.18; features that it has no names for stay numbers.

import { flagsOf } from '../abi/flags.ts';
import { PARAMS } from '../abi/io-uring.ts';
import { littleEndian, pointer } from './strace-words.ts';

const SQ_NAMES = ['head', 'tail', 'ring_mask', 'ring_entries', 'flags', 'dropped', 'array'];
const CQ_NAMES = ['head', 'tail', 'ring_mask', 'ring_entries', 'overflow', 'cqes', 'flags'];

/** Writes a struct io_uring_params as the kernel has filled it in. */
export function paramsText(bytes: Uint8Array): string {
  const word = (at: number) => littleEndian(bytes, at, 4);
  const table = (names: string[], at: number) =>
    `{${names.map((name, i) => `${name}=${word(at + 4 * i)}`).join(', ')}}`;
  const parts = [
    `flags=${flagsOf('ringsetup', word(PARAMS.flags))}`,
    `sq_thread_cpu=${word(PARAMS.sqThreadCpu)}`,
    `sq_thread_idle=${word(PARAMS.sqThreadIdle)}`,
    `sq_entries=${word(PARAMS.sqEntries)}`,
    `cq_entries=${word(PARAMS.cqEntries)}`,
    `features=${flagsOf('ringfeature', word(PARAMS.features))}`,
    `sq_off=${table(SQ_NAMES, PARAMS.sqOff)}`,
    `cq_off=${table(CQ_NAMES, PARAMS.cqOff)}`,
  ];
  return `{${parts.join(', ')}}`;
}

/** Writes what io_uring_register(2) is given: buffers (opcode 0), or descriptors. */
export function ringArgText(what: number, bytes: Uint8Array): string {
  const list: string[] = [];
  if (what === 0) {
    for (let at = 0; at + 16 <= bytes.length; at += 16) {
      const [base, length] = [littleEndian(bytes, at, 8), littleEndian(bytes, at + 8, 8)];
      list.push(`{iov_base=${pointer(base)}, iov_len=${length}}`);
    }
  } else {
    for (let at = 0; at < bytes.length; at += 4) list.push(String(littleEndian(bytes, at, 4)));
  }
  return `[${list.join(', ')}]`;
}
