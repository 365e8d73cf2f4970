// ss on a host of the machine: its kernel answers, the view writes.

import { countSockets } from '../kernel/mib.ts';
import { type DiagInet, sockDiag } from '../kernel/sock-diag.ts';
import { listing, ssText, TAN } from '../view/ss.ts';
import { contextOf, type Machine } from './machine.ts';

/** Runs `ss ARGS` on a host: what it prints, and its exit status. */
export function runSs(
  m: Machine,
  host: string,
  args: readonly string[],
): { output: string; status: number } {
  const ctx = contextOf(m, host);
  return ssText(sockDiag(ctx), () => countSockets(ctx), args);
}

/** Lists the sockets of TCP and UDP that have an address. */
export function inetSockets(m: Machine, host: string): DiagInet[] {
  return sockDiag(contextOf(m, host)).filter((sock) => 'family' in sock);
}

/** Prints the table that `ss ARGS` prints on a host; ends with a newline. */
export function ssTable(m: Machine, host: string, args: readonly string[]): string {
  return runSs(m, host, args).output;
}

/** Prints what `ss -tan` prints on a host: all sockets of TCP. */
export function tcpTable(m: Machine, host: string): string {
  return listing(sockDiag(contextOf(m, host)), TAN);
}
