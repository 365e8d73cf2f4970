// Byte order's words: what the figure says about a run at each of its steps.

import type { BindView, ByteOrderRun } from '../../lib/view/byte-order.ts';

/** Index of the first step that shows each part. */
export const AT = { memory: 1, crossed: 2, read: 3, tried: 4 };

/** States the point of a run. */
export function titleOf({ port, plain }: ByteOrderRun): string {
  if (port === 0) return `Port 0 asks the kernel to choose; it chose ${plain.port}`;
  if (plain.port === port) return `Port ${port} reads the same in both byte orders`;
  return `Without htons(), port ${port} becomes ${plain.port ?? 'no port at all'}`;
}

/** Says what the step with this index shows. */
export function saidOf(run: ByteOrderRun, step: number): string {
  const { port, portAt, plain, swapped } = run;
  const memory = (view: BindView): string =>
    view.bytes
      .slice(portAt, portAt + 2)
      .map((byte) => hex(byte, 2).slice(2))
      .join(' ');
  switch (step) {
    case AT.memory:
      return `In memory, from the lower address on: ${memory(plain)} without htons(), ${memory(swapped)} with it.`;
    case AT.crossed:
      return `bind() copied ${plain.bytes.length} bytes into the kernel as they lay; it returned ${plain.result} and ${swapped.result}.`;
    case AT.read:
      return `The kernel read the high byte first: port ${plain.port ?? 'none'} without htons(), port ${swapped.port ?? 'none'} with it.`;
    case AT.tried: {
      if (port === 0) return `A client that connected to port ${plain.port} found the server.`;
      return answersAt(plain, port)
        ? `A client that connected to port ${port} found both servers.`
        : `A client that connected to port ${port} found the server with htons(); without it, ${plain.port ?? 'nothing'} answered instead.`;
    }
    default:
      return `${port} is ${hex(port, 4)}: high byte ${hex(port >>> 8, 2)}, low byte ${hex(port & 0xff, 2)}.`;
  }
}

/** True when a client found this server at `port`. */
export function answersAt(view: BindView, port: number): boolean {
  return view.answers.some((answer) => answer.port === port && answer.ok);
}

/** Writes a number in hexadecimal with at least `digits` digits: `0x1F90`. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}
