// Byte order: the same server twice, with and without htons(), and a client at each port in question.
//
// Units: µs of virtual time.

import type { Pieces } from '../../sim/pieces.ts';
import {
  addressFields,
  type BindView,
  type ByteOrderRun,
  bindView,
} from '../../view/byte-order.ts';
import { exec, makingMachine, traceOf } from '../machine.ts';
import { advancing } from '../pieces.ts';
import { parseScript } from '../script.ts';
import { ssTable } from '../ss.ts';

/** Runs both programs for one port, 0 to 65535. */
export function* runByteOrder(port: number): Pieces<ByteOrderRun> {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw new RangeError(`a port is an integer from 0 to 65535, got ${port}`);
  }
  const fields = addressFields();
  return {
    port,
    fields,
    portAt: fields.find((field) => field.name === 'sin_port')!.from,
    swapped: yield* runBind(port, true),
    plain: yield* runBind(port, false),
  };
}

function* runBind(port: number, swapped: boolean): Pieces<BindView> {
  const machine = yield* makingMachine({ seed: 1, hosts: [{ name: 'server' }] });
  yield;
  const script = parseScript(serverScript(swapped ? `htons(${port})` : String(port)));
  yield;
  const pid = exec(machine, 'server', { comm: 'server', script });
  yield* advancing(machine, { untilUs: 10_000 });
  yield;
  const bound = bindView(traceOf(machine), pid, swapped).port;
  // First where the programmer thinks that the server is, then where the kernel put it.
  const tried = new Set([port, bound ?? port]);
  let atUs = 20_000;
  for (const target of tried) {
    if (target === 0) continue;
    const client = parseScript(clientScript(target));
    yield;
    exec(machine, 'server', { script: client, comm: 'client' }, { atUs });
    yield;
    atUs += 10_000;
  }
  yield* advancing(machine, { untilUs: 100_000 });
  yield;
  const listening = ssTable(machine, 'server', ['-ltn']).split('\n')[1] ?? '';
  yield;
  return {
    ...bindView(traceOf(machine), pid, swapped),
    ss: listening.replace(/ +/g, ' ').trim(),
  };
}

function serverScript(port: string): string {
  return `
fd = socket(AF_INET, SOCK_STREAM, 0)
r = bind(fd, {sa_family=AF_INET, sin_port=${port}, sin_addr=inet_addr("0.0.0.0")}, 16)
if r < 0 { exit(1) }
listen(fd, 10)
c = accept(fd, NULL, NULL)
sleep(60s)
`;
}

function clientScript(port: number): string {
  return `
fd = socket(AF_INET, SOCK_STREAM, 0)
r = connect(fd, {sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}, 16)
exit(0)
`;
}
