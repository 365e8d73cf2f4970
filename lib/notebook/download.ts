// Downloads of a cell's run: what it sent as a capture file, its calls as a strace log.

import { encodeText } from '../kernel/bytes.ts';
import { traceOf } from '../machine/machine.ts';
import { pcapBytes } from '../net/pcap.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { straceLines } from '../view/strace-lines.ts';
import type { Update } from './messages.ts';
import type { Session } from './session.ts';

/** Makes the file of one host, by default the first, named after the program; what the machine has forgotten is not in it. */
export function download(session: Session, what: 'pcap' | 'strace', where?: string): Update[] {
  const [first] = session.machine.kernels.keys();
  const host = where ?? first;
  const stem = session.program?.name.replace(/\.c$/, '') ?? 'machine';
  const events = traceOf(session.machine);
  if (what === 'pcap') {
    const bytes = pcapBytes(events, { host, epochUs: EPOCH_S * 1e6 });
    return [{ type: 'file', name: `${stem}.pcap`, bytes }];
  }
  const lines = straceLines(events, { host, clock: 'time', durations: true });
  return [{ type: 'file', name: `${stem}.strace`, bytes: encodeText(`${lines.join('\n')}\n`) }];
}
