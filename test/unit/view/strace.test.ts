// Against lines that strace 6.1 printed on Linux 6.18; ports and inode numbers are the run's own.
import { beforeAll, describe, expect, test } from 'vitest';
import { SYS } from '../../../lib/abi/syscalls.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import type { TraceEvent } from '../../../lib/sim/trace.ts';
import { straceEntries } from '../../../lib/view/strace.ts';
import { straceLines } from '../../../lib/view/strace-lines.ts';
import { quote } from '../../../lib/view/strace-words.ts';

const NAME = '{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("IP")}, 16';
const SERVER = `
fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, ${NAME.replace('IP', '0.0.0.0')})
listen(fd, 10)
c = accept(fd, NULL, NULL)
n = read(c, buf, 1023)
write(c, "HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 13\\r\\n\\r\\nHello, World!")
close(c)
accept(fd, NULL, NULL)
`;
const CLIENT = `
s = socket(AF_INET, SOCK_STREAM, 0)
connect(s, ${NAME.replace('IP', '127.0.0.1')})
sendto(s, "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", 27, MSG_NOSIGNAL, NULL, 0)
poll([{fd=s, events=POLLIN|POLLPRI}], 1, 1000)
n = recvfrom(s, buf, 102400, 0, NULL, NULL)
poll([{fd=0, events=POLLIN}], 1, 5)
close(s)
close(s)
`;

let events: TraceEvent[];
let server: number;
let client: number;
beforeAll(() => {
  const m = createMachine();
  server = exec(m, 'server', { script: SERVER, comm: 'server' });
  client = exec(m, 'server', { script: CLIENT, comm: 'client' }, { atUs: 10_000 });
  advance(m, { untilUs: 1e6 });
  events = traceOf(m);
});

/** Takes out what differs from run to run. */
function plain(line: string): string {
  return line
    .replace(/:(4|5|3)\d{4}\b/g, ':PORT')
    .replace(/TCP:\[\d+\]/g, 'TCP:[INO]')
    .replace(/ +=/, ' =');
}

describe('strace', () => {
  test('the server, as strace prints it', () => {
    expect(straceLines(events, { pid: server })).toEqual([
      'socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3',
      'bind(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
      'listen(3, 10)                           = 0',
      'accept(3, NULL, NULL)                   = 4',
      'read(4, "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", 1023) = 27',
      'write(4, "HTTP/1.1 200 OK\\r\\nContent-Type: t"..., 78) = 78',
      'close(4)                                = 0',
      'accept(3, NULL, NULL',
    ]);
  });

  test('-yy names what is behind each descriptor', () => {
    expect(straceLines(events, { pid: server, yy: true, stringLimit: 9 }).map(plain)).toEqual([
      'socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[INO]>',
      'bind(3<TCP:[INO]>, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
      'listen(3<TCP:[INO]>, 10) = 0',
      'accept(3<TCP:[0.0.0.0:8080]>, NULL, NULL) = 4<TCP:[127.0.0.1:8080->127.0.0.1:PORT]>',
      'read(4<TCP:[127.0.0.1:8080->127.0.0.1:PORT]>, "GET / HTT"..., 1023) = 27',
      'write(4<TCP:[127.0.0.1:8080->127.0.0.1:PORT]>, "HTTP/1.1 "..., 78) = 78',
      'close(4<TCP:[127.0.0.1:8080->127.0.0.1:PORT]>) = 0',
      'accept(3<TCP:[0.0.0.0:8080]>, NULL, NULL',
    ]);
  });

  test('the client: flags, poll, errors, exit', () => {
    expect(straceLines(events, { pid: client })).toEqual([
      'socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3',
      'connect(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
      'sendto(3, "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", 27, MSG_NOSIGNAL, NULL, 0) = 27',
      'poll([{fd=3, events=POLLIN|POLLPRI}], 1, 1000) = 1 ([{fd=3, revents=POLLIN}])',
      'recvfrom(3, "HTTP/1.1 200 OK\\r\\nContent-Type: t"..., 102400, 0, NULL, NULL) = 78',
      'poll([{fd=0, events=POLLIN}], 1, 5)     = 0 (Timeout)',
      'close(3)                                = 0',
      'close(3)                                = -1 EBADF (Bad file descriptor)',
      'exit_group(0)                           = ?',
      '+++ exited with 0 +++',
    ]);
  });

  test('several processes say whose line it is; times and durations on demand', () => {
    const [first] = straceLines(events, { clock: 'time', durations: true });
    expect(first).toMatch(
      /^\[pid +\d+\] 00:00:00\.\d{6} socket\(AF_INET, SOCK_STREAM, IPPROTO_IP\) = 3 <0\.\d{6}>$/,
    );
  });

  test('a call that sleeps is marked, and carries its line', () => {
    const last = straceEntries(events, { pid: server }).at(-1)!;
    expect(last).toMatchObject({ name: 'accept', blocked: true, line: 9, pid: server });
    expect(events[last.n]).toMatchObject({ kind: 'sys-enter', nr: SYS.accept });
  });

  test('strings are C literals: octal, and three digits before a digit', () => {
    const bytes = Uint8Array.from([0, 49, 0, 65, 34, 92, 9, 200, 127]);
    expect(quote(bytes, 32)).toBe('"\\0001\\0A\\"\\\\\\t\\310\\177"');
    expect(quote(bytes, 2, 9)).toBe('"\\0001"...');
  });
});
