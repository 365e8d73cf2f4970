// Downloads of a cell's run: what it sent as a capture file, its calls as a strace log.

import { encodeText } from '../kernel/bytes.ts';
import { traceOf } from '../machine/machine.ts';
import { pcapBytes } from '../net/pcap.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { straceLines } from '../view/strace-lines.ts';
import type { Update } from './messages.ts';
import { HOST, type Session } from './session.ts';

/** Makes the file, named after the program; what the machine has forgotten is not in it. */
export function download(session: Session, what: 'pcap' | 'strace'): Update[] {
  const stem = session.program?.name.replace(/\.c$/, '') ?? 'machine';
  const events = traceOf(session.machine);
  if (what === 'pcap') {
    const bytes = pcapBytes(events, { host: HOST, epochUs: EPOCH_S * 1e6 });
    return [{ type: 'file', name: `${stem}.pcap`, bytes }];
  }
  const lines = straceLines(events, { host: HOST, clock: 'time', durations: true });
  return [{ type: 'file', name: `${stem}.strace`, bytes: encodeText(`${lines.join('\n')}\n`) }];
}
