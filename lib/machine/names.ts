// Names on a host: hosts, services and users, as the files under /etc have them.
//
// Source: hosts(5), services(5), passwd(5).

import { decodeText } from '../kernel/bytes.ts';
import type { Ctx } from '../kernel/kernel.ts';
import { lookUp } from '../kernel/vfs.ts';
import { parseAddr } from '../net/ip.ts';
import type { LsofNames } from '../view/lsof.ts';

/** Splits a file of /etc into its lines' words, without comments; none where there is no file. */
function wordsOf(ctx: Ctx, path: string, separator: RegExp = /\s+/): string[][] {
  const node = lookUp(ctx, path);
  const text = node?.kind === 'file' ? decodeText(node.bytes) : '';
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(separator))
    .filter(([first]) => first !== '');
}

/** Answers with what /etc/hosts and /etc/services say at this moment. */
export function namesOf(ctx: Ctx): LsofNames {
  const hosts = wordsOf(ctx, '/etc/hosts').map(([text, ...names]) => ({
    addr: parseAddr(text),
    names,
  }));
  const services = wordsOf(ctx, '/etc/services').map(([name, place, ...others]) => {
    const [port, proto] = (place ?? '').split('/');
    return { port: Number(port), proto, names: [name, ...others] };
  });
  return {
    host: (addr) => hosts.find((one) => one.addr === addr)?.names[0],
    addr: (name) => hosts.find(({ names }) => names.includes(name))?.addr,
    port: (port, proto) =>
      services.find((one) => one.port === port && one.proto === proto)?.names[0],
    portOf: (name) => services.find(({ names }) => names.includes(name))?.port,
  };
}

/** Finds a user's name; the number for one that has none. */
export function userName(ctx: Ctx, uid: number): string {
  const found = wordsOf(ctx, '/etc/passwd', /:/).find(([, , number]) => Number(number) === uid);
  return found?.[0] ?? String(uid);
}
