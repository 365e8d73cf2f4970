// What the ledger says is refused, is refused so: each answer that its last column names, asked for in C.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';

const LEDGER = readFileSync(new URL('../../../lib/README.md', import.meta.url), 'utf8');

/** How the ledger says it, and the call in C; the answer stands behind the colon. */
const ROWS: [says: string, call: string][] = [
  ['`socket(AF_INET, SOCK_RAW, 1)`: EPROTONOSUPPORT', 'socket(AF_INET, SOCK_RAW, 1)'],
  ['`send()` with MSG_OOB: EOPNOTSUPP', 'send(stream[0], "x", 1, MSG_OOB)'],
  ['`send()` with MSG_OOB: EOPNOTSUPP', 'send(tcp, "x", 1, MSG_OOB)'],
  ['`fcntl()` with F_SETLEASE: EINVAL', 'fcntl(0, F_SETLEASE, F_RDLCK)'],
  ['`unshare()`: EPERM', 'unshare(CLONE_NEWNET)'],
  ['`unshare()`: EPERM', 'syscall(SYS_clone, CLONE_NEWUTS | 17, 0, 0, 0, 0)'],
  ['`syscall(SYS_bpf, 0, 0, 0)`: ENOSYS', 'syscall(SYS_bpf, 0, 0, 0)'],
  ...'seccomp perf_event_open add_key userfaultfd fanotify_init ptrace mount pkey_alloc name_to_handle_at'
    .split(' ')
    .map((name): [string, string] => [
      '`syscall(SYS_bpf, 0, 0, 0)`: ENOSYS',
      `syscall(SYS_${name}, 0, 0, 0, 0, 0)`,
    ]),
  ['`getxattr()`: EOPNOTSUPP', 'getxattr("/etc/hosts", "user.x", NULL, 0)'],
  ['FUTEX_LOCK_PI: ENOSYS', 'syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, NULL, NULL, 0)'],
];

const PROGRAM = `
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <netinet/in.h>
#include <unistd.h>
static void told(long result) { printf("%s\\n", result < 0 ? strerrorname_np(errno) : "done"); }
int main(void) {
    int stream[2], word = 0, listener = socket(AF_INET, SOCK_STREAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(9000)};
    socketpair(AF_UNIX, SOCK_STREAM, 0, stream);
    bind(listener, (struct sockaddr *)&at, sizeof at);
    listen(listener, 1);
    connect(tcp, (struct sockaddr *)&at, sizeof at);
${ROWS.map(([, call]) => `    told(${call});`).join('\n')}
}
`;

test('the ledger names each answer as it is', () => {
  installC();
  const built = build([{ name: 'refused.c', text: PROGRAM }]);
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join('\n'));
  const m = createMachine();
  exec(m, 'server', { image: built.image, argv: ['refused'] });
  advance(m, { untilUs: 1e6 });
  const output = traceOf(m)
    .flatMap((event) => (event.kind === 'output' ? [Buffer.from(event.bytes).toString()] : []))
    .join('');
  const answers = output.trimEnd().split('\n');
  expect(ROWS.map(([says], i) => says.replace(/: \w+$/, `: ${answers[i]}`))).toEqual(
    ROWS.map(([says]) => says),
  );
  for (const [says] of ROWS) expect(LEDGER).toContain(`| ${says} |`);
});
