import { beforeAll, describe, expect, test } from 'vitest';
import { processOf } from '../../../lib/kernel/task.ts';
import { build } from '../../../lib/machine/build.ts';
import {
  advance,
  contextOf,
  createMachine,
  type Machine,
  traceOf,
} from '../../../lib/machine/machine.ts';
import {
  addProgram,
  createShell,
  exitStatus,
  runCommandLine,
  type Shell,
  splitWords,
  writeFile,
} from '../../../lib/machine/shell.ts';

const SERVER = `
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(8080)};
    if (bind(fd, (struct sockaddr *)&name, sizeof name) < 0) { perror("bind"); return 1; }
    listen(fd, 10);
    puts("ready");
    for (;;) {
        char request[1024];
        int c = accept(fd, NULL, NULL);
        read(c, request, sizeof request);
        const char *answer = "HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nhi\\n";
        write(c, answer, strlen(answer));
        close(c);
    }
}
`;

let image: Parameters<typeof addProgram>[3];
beforeAll(() => {
  const result = build([{ name: 'server.c', text: SERVER }]);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  image = result.image;
});

function start(): { m: Machine; shell: Shell; pid: number } {
  const m = createMachine();
  const shell = createShell(m, 'server');
  addProgram(m, shell, './server', image);
  const result = runCommandLine(m, shell, './server &');
  if (result.kind !== 'process') throw new Error(result.output);
  expect(result.background).toBe(true);
  advance(m, { untilUs: 100_000 });
  return { m, shell, pid: result.pid };
}

/** Runs a command to its end and returns what it printed and its status. */
function say(m: Machine, shell: Shell, line: string): [string, number | undefined] {
  const result = runCommandLine(m, shell, line);
  if (result.kind === 'text') return [result.output, result.status];
  const from = traceOf(m).length;
  advance(m, { untilUs: m.sim.nowUs + 10e6 });
  let text = '';
  for (const event of traceOf(m).slice(from)) {
    if (event.kind === 'output' && event.pid === result.pid) {
      text += new TextDecoder().decode(event.bytes);
    }
  }
  return [text, exitStatus(m, shell.host, result.pid)];
}

describe('the shell', () => {
  test('splits words as bash does', () => {
    expect(splitWords(`curl -H 'X: a b' "c \\"d\\"" e\\ f ''`)).toEqual([
      'curl',
      '-H',
      'X: a b',
      'c "d"',
      'e f',
      '',
    ]);
  });

  test('curl asks a C server, and ss shows what is left', () => {
    const { m, shell, pid } = start();
    expect(say(m, shell, 'curl -s localhost:8080')).toEqual(['hi\n', 0]);
    expect(say(m, shell, 'curl localhost:9')).toEqual([
      "curl: (7) Failed to connect to localhost port 9 after 0 ms: Couldn't connect to server\n",
      7,
    ]);
    expect(say(m, shell, 'ss -Htlnp')[0]).toBe(
      `LISTEN 0      10     0.0.0.0:8080 0.0.0.0:* users:(("server",pid=${pid},fd=3))\n`,
    );
    const [table] = say(m, shell, 'ss -tan');
    expect(table.split('\n')[0]).toMatch(
      /^State +Recv-Q Send-Q Local Address:Port +Peer Address:Port Process$/,
    );
    expect(table).toMatch(/^TIME-WAIT 0 +0 +127\.0\.0\.1:8080 +127\.0\.0\.1:\d+ +$/m);
  });

  test('ps, ls, strace and kill know the process', () => {
    const { m, shell, pid } = start();
    expect(say(m, shell, 'ps')[0]).toBe(
      `    PID TTY          TIME CMD\n   ${pid} pts/0    00:00:00 server\n`,
    );
    expect(say(m, shell, `ls -l /proc/${pid}/fd`)[0]).toMatch(
      /^total 0\n(lrwx-{6} 1 root root 64 Feb 18 00:00 [012] -> \/dev\/pts\/0\n){3}.* 3 -> socket:\[\d+\]\n$/,
    );
    expect(say(m, shell, `ls /proc/${pid}/fd`)[0]).toBe('0\n1\n2\n3\n');
    expect(say(m, shell, `strace -p ${pid}`)[0]).toContain('accept(3, NULL, NULL');
    expect(say(m, shell, `kill ${pid}`)).toEqual(['', 0]);
    advance(m, { untilUs: m.sim.nowUs + 1000 });
    expect(exitStatus(m, 'server', pid)).toBe(143);
    expect(say(m, shell, `kill ${pid}`)).toEqual([`bash: kill: (${pid}) - No such process\n`, 1]);
  });

  test('kill takes a name or a number, before or after -s', () => {
    for (const [how, status] of [
      ['-s INT', 130],
      ['-INT', 130],
      ['-2', 130],
      ['-SIGKILL', 137],
    ] as const) {
      const { m, shell, pid } = start();
      expect(say(m, shell, `kill ${how} ${pid}`)).toEqual(['', 0]);
      advance(m, { untilUs: m.sim.nowUs + 1000 });
      expect(exitStatus(m, 'server', pid)).toBe(status);
    }
    const { m, shell, pid } = start();
    expect(say(m, shell, `kill -NONE ${pid}`)).toEqual([
      'bash: kill: NONE: invalid signal specification\n',
      1,
    ]);
  });

  test('ps counts the time that a program has had a CPU, ls tells the time of the day', () => {
    const m = createMachine();
    const shell = createShell(m, 'server');
    const result = build([{ name: 'spin.c', text: 'int main(void) { for (;;) ; }\n' }]);
    if (!result.ok) throw new Error('spin.c');
    addProgram(m, shell, './spin', result.image);
    const spin = runCommandLine(m, shell, './spin &');
    if (spin.kind !== 'process') throw new Error(spin.output);
    advance(m, { untilUs: 300_000 });
    m.sim.nowUs = 7_500_000_000;
    processOf(contextOf(m, 'server').kernel, spin.pid)!.cpuUs = 3_723_900_000;
    expect(say(m, shell, 'ps')[0]).toContain(' 01:02:03 spin\n');
    expect(say(m, shell, `ls -l /proc/${spin.pid}/fd`)[0]).toContain(' Feb 18 02:05 0 -> ');
  });

  test('gcc builds a file of the machine and says what is wrong with another', () => {
    const m = createMachine();
    const shell = createShell(m, 'server');
    writeFile(
      m,
      'server',
      'a.c',
      '#include <stdio.h>\nint main(void) { puts("built"); return 4; }\n',
    );
    writeFile(m, 'server', 'b.c', 'int main(void) { return x; }\n');
    expect(say(m, shell, 'gcc -o a a.c')).toEqual(['', 0]);
    expect(say(m, shell, './a')).toEqual(['built\n', 4]);
    const [text, status] = say(m, shell, 'gcc b.c');
    expect(text).toMatch(/^b\.c:1:25: error: /m);
    expect(status).toBe(1);
    expect(say(m, shell, './b')).toEqual(['bash: ./b: No such file or directory\n', 127]);
    expect(say(m, shell, 'cat a.c')[0]).toContain('puts("built")');
  });

  test('sysctl reads and sets, nstat counts', () => {
    const { m, shell } = start();
    expect(say(m, shell, 'sysctl net.core.somaxconn')).toEqual(['net.core.somaxconn = 4096\n', 0]);
    expect(say(m, shell, 'sysctl -w net.ipv4.tcp_abort_on_overflow=1')).toEqual([
      'net.ipv4.tcp_abort_on_overflow = 1\n',
      0,
    ]);
    expect(say(m, shell, 'sysctl net.ipv4.nothing')[1]).toBe(1);
    say(m, shell, 'curl -s localhost:8080');
    expect(say(m, shell, 'nstat')[0]).toMatch(/^TcpPassiveOpens +1 +0\.0$/m);
    expect(say(m, shell, 'nstat -az TcpExtListen*')[0]).toBe(
      `#kernel
TcpExtListenOverflows           0                  0.0
TcpExtListenDrops               0                  0.0
`,
    );
    expect(say(m, shell, 'nstat TcpExtListenDrops')[0]).toBe('#kernel\n');
  });

  test('what it does not know it says', () => {
    const { m, shell } = start();
    expect(say(m, shell, 'frobnicate')).toEqual(['bash: frobnicate: command not found\n', 127]);
    expect(say(m, shell, 'echo a | | cat')[1]).toBe(2);
    expect(say(m, shell, 'A=3 sh -c "echo \\$A"')).toEqual(['3\n', 0]);
    expect(say(m, shell, '')).toEqual(['', 0]);
    expect(say(m, shell, 'ss -Z')[0]).toBe("ss: invalid option -- 'Z'\n");
  });
});
