// Looking at a system: ss, lsof and /proc on the same program, on the real kernel and in the model.
//
// One idea: one C program makes sockets of every kind and state and then waits. What the real tools
// say of it and what ours say must be the same text, after what cannot be the same has been taken
// out of both by the same rules: numbers of processes and inodes, measured round trips, ages.
//
// Source: iproute2 6.1, lsof 4.95 on Linux 6.18.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, type Machine, traceOf } from '../../lib/machine/machine.ts';
import '../../lib/machine/whole.ts';
import { createShell, runCommandLine } from '../../lib/machine/shell.ts';
import type { LsofNames } from '../../lib/view/lsof.ts';
import { netstatText } from '../../lib/view/netstat.ts';

const SOURCE = new URL('sockets.c', import.meta.url).pathname;

const SS = [
  ...['-tan', '-tln', '-tn', '-tna4', '-6tan', '-uan', '-tuan', '-tuln', '-H -tan', '-Htuan'],
  ...['-tanp', '-tlnp', '-tane', '-tanm', '-tani', '-tanpioem', '-O -tani', '-tanOme'],
  ...['-uane', '-uanm', '-uanp', '-xan', '-xl', '-x', '-xap', '-xae', '-xam', '-xapem', '-wan'],
  ...['-tn state established', '-tn state connected exclude established', '-tn state bucket'],
  ...['-tan exclude listening', '-tn state syn-sent', '-ant state big', '-tn state all'],
  ...['-tan sport = :9001', '-tan sport eq 9001', '-tan sport=:9001', '-tan dport :9001'],
  ...["-tan '( sport = :9002 or dport = :9002 )'", '-tan dst 127.0.0.1', '-tan src 127.0.0.1:9002'],
  ...['-tan dst 10.0.0.0/24', '-tan not dst 127.0.0.0/8', '-tan sport gt :9005 and sport lt 9008'],
  ...["-tan 'sport >= :9007'", "-tan '!dst 127.0.0.1 & sport != :9104'", '-tan src [::1]'],
  ...['-an -A inet', '-an -A tcp,udp', "-n -A 'all,!udp'", '-f unix -an', '-f inet6 -an', '-an4'],
  ...[
    "-xan src 'unix:@obs*'",
    '-tan sport = nowhere',
    '-tan state nonsense',
    "-tan 'sport = :9001 )'",
  ],
];

/** Takes out what two runs cannot share; rows are in no order, so they are sorted. */
function normal(text: string): string[] {
  const even = text
    .replace(/\n\t/g, ' ¶')
    .replace(/\b(pid=)(\d+)/g, (_, label, pid) => label + pid.padStart(5, '0'))
    .replace(/ino:\d*[1-9]\d*/g, 'ino:N')
    .replace(/sk:[\da-f]+/g, 'sk:N')
    .replace(/dev:\d+\/\d+/g, 'dev:N')
    .replace(/(peers:)( \d+)+/g, '$1 N')
    .replace(/cgroup:\S+/g, 'cgroup:C')
    .replace(/\b(timer:\((?:on|timewait)),[^,]*/g, '$1,LEFT')
    // How long something took, and what follows from that.
    .replace(/ (rto|rtt|ato|minrtt|rcv_rtt|lastsnd|lastrcv|lastack|busy):\S+/g, '')
    .replace(/ (send|pacing_rate|delivery_rate) \S+/g, '')
    .replace(/ app_limited/g, '')
    // Where a namespace may not choose cubic: what bbr says of itself, and how it begins.
    .replace(/ bbr:\([^)]*\)/g, '')
    .replace(/ bbr /g, ' cubic ')
    .replace(/ cwnd:1[01]/g, ' cwnd:10')
    // A SYN that nobody answers is sent again; how often depends on the moment.
    .replace(/(SYN-SENT.*timer:\(on,LEFT,)\d+/g, '$1N')
    .replace(/(SYN-SENT.* cubic).*/g, '$1')
    // Said of tables of protocols that this kernel was built without, and at length of a mistake.
    .replace(/^RTNETLINK answers: Invalid argument\n/gm, '')
    .replace(/(^|\n)Usage: [\s\S]*/, '')
    // The default congestion control decides how far it grows.
    .replace(/,tb\d{7}/g, ',tbGROWN');
  const rows = even
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
  const headed = /^(Netid|State|Recv-Q) /.test(rows[0]);
  const pids = [...new Set(even.match(/pid=\d+/g) ?? [])].sort();
  const named = (line: string) => line.replace(/pid=\d+/g, (pid) => `pid=P${pids.indexOf(pid)}`);
  const shown = rows.map(named);
  return headed ? [shown[0], ...shown.slice(1).sort()] : shown.sort();
}

/** Rows with inodes and process ids in their columns are wider or narrower with them. */
function unpadded(lines: string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/(\s)\d{2,}(?=\s+\*|\s*$|\s+users|\s+skmem|\s+[<-]-)/g, (whole, space) =>
        line.startsWith('u_') ? `${space}N` : whole,
      )
      .replace(/\s+/g, ' ')
      .replace('Port Process', 'PortProcess')
      .trim(),
  );
}

const text = new TextDecoder();

let folder = '';
let answers: Map<string, string>;
let m: Machine;

/** Looks with the real tools: each command's output between lines that name it. */
function lookAtLinux(commands: string[]): Map<string, string> {
  const program = join(folder, 'sockets');
  execFileSync('gcc', ['-std=gnu17', '-w', '-o', program, SOURCE]);
  const asked = commands.map(
    (one) => `echo '=== ${one.replaceAll("'", "'\\''")}'; ${one.replace('PID', '$PID')} 2>&1`,
  );
  const script = `
    ip link set lo up
    ip link add eth0 type veth peer name far
    ip addr add 10.0.0.2/24 dev eth0
    ip link set eth0 up && ip link set far up
    ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0
    sysctl -qw net.ipv4.tcp_congestion_control=cubic || true
    cd ${folder}
    mkfifo ready
    ./sockets observed.sock > ready &
    read line < ready
    sleep 0.2
    PID=$(pgrep -o sockets)
    ${asked.join('\n')}
    true`;
  writeFileSync(join(folder, 'look.sh'), script);
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const flags = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc', ...own];
  const text = execFileSync('unshare', [...flags, 'bash', join(folder, 'look.sh')], {
    encoding: 'utf8',
  });
  return new Map(
    text
      .split(/^=== /m)
      .slice(1)
      .map((part): [string, string] => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)];
      }),
  );
}

function startInModel(): Machine {
  const result = build([{ name: 'sockets.c', text: readFileSync(SOURCE, 'utf8') }]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  installC();
  const machine = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['server', 'client'] }],
  });
  const argv = ['./sockets', 'observed.sock'];
  exec(machine, 'server', { image: result.image, argv }, { cwd: '/root' });
  advance(machine, { untilUs: 400_000 });
  return machine;
}

function inModel(command: string): string {
  const result = runCommandLine(m, createShell(m, 'server'), command);
  if (result.kind === 'text') return result.output;
  const before = traceOf(m).length;
  advance(m, { untilUs: m.sim.nowUs + 5_000 });
  const { pid } = result;
  return traceOf(m)
    .slice(before)
    .map((event) => (event.kind === 'output' && event.pid === pid ? text.decode(event.bytes) : ''))
    .join('');
}

const commands = SS.map((args) => `ss ${args}`);
const LSOF = [
  ...['-nP -i', '-i', '-nPi', '-i4 -nP', '-i 6 -n -P', '-nP -iTCP -sTCP:LISTEN', '-iudp -nP', '-U'],
  ...[
    '-nP -i :9002',
    '-nPi tcp:9001-9003',
    '-i @127.0.0.1:9002 -nP',
    '-i@[::1] -nP',
    '-t -i :9002',
  ],
  ...['-nP -i -sTCP:^LISTEN', '-nP -i tcp -s TCP:CLOSE_WAIT,FIN_WAIT2', '-nP -c sock -a -i :9001'],
  ...['-a -c sock -d 3-8 -nP', '-a -c sock -d 34-50 -nP', '-R -a -c sock -d 24,25,27 -nP -l'],
  ...['-F -a -c sock -d 3,12,23-29,34-50 -nP', '-Fpcn -i :9002 -nP', '-FpfT -a -c sock -i tcp -nP'],
  ...['-i :9999', '-i frob', '-i :frob', '-p x', '-sTCP:FROB', '-a -i -U', '-i tcp:http-alt'],
];
const NETSTAT = [
  ...[
    '-tan',
    '-tanp',
    '-tn',
    '-tln',
    '-tuln',
    '-tulpn',
    '-uan',
    '-tuan',
    '-an',
    '-n',
    '-anp',
    '-tane',
  ],
  ...[
    '-taneo',
    '-xan',
    '-xlp',
    '-x',
    '-xap',
    '-6an',
    '-4tan',
    '--tcp --all --numeric',
    '-lnW',
    '-tapeon',
  ],
];
const others = [...LSOF.map((args) => `lsof ${args}`), ...NETSTAT.map((args) => `netstat ${args}`)];
/** The descriptors of the program, in both the same numbers. */
const FDINFO = [3, 12, 23, 24, 27, 29, 31, 34, 35, 36, 37, 38, 39, 40, 41];
const PROC = [...FDINFO.map((fd) => `cat /proc/PID/fdinfo/${fd}`), 'cat /proc/PID/status'];

const tables = ['tcp', 'tcp6', 'udp', 'udp6', 'unix'].map((name) => `cat /proc/net/${name}`);

/** Takes out numbers of rows, addresses in the kernel, inodes, references and times that are left. */
function normalTable(text: string): string[] {
  const even = text
    .replace(/\b[0-9a-f]{16}(?=:? )/gm, 'POINTER')
    .replace(/^ *\d+: /gm, 'N: ')
    // A SYN that nobody answers is sent again; how often depends on the moment.
    .replace(/ 02 00000001:00000000 .*/g, ' 02 ASKS')
    .replace(/ \d+ [123] (?=POINTER)/g, (whole) =>
      whole.startsWith(' 0 ') ? ' 0 R ' : ' INODE R ',
    )
    .replace(/ 0[13]:[0-9A-F]{8} /g, (whole) => `${whole.slice(0, 4)}LEFT `)
    .replace(/ 02:[0-9A-F]{8} /g, ' 02:LEFT ')
    .replace(/ 11 -1 *$/gm, ' 10 -1')
    .replace(/(POINTER: [\dA-F ]{34}) +[1-9]\d*/g, '$1 INODE');
  const [head, ...rows] = even.trimEnd().split('\n');
  return [head.trimEnd(), ...rows.map((row) => row.trimEnd()).sort()];
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'observe-'));
  answers = lookAtLinux([...commands, ...tables, ...others, ...PROC]);
  m = startInModel();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('ss says what the real ss says', () => {
  test.each(commands)('%s', (command) => {
    const [ours, real] = [normal(inModel(command)), normal(answers.get(command)!)];
    const wide = /-\S*[pxeim]|unix|all/.test(command);
    expect(wide ? unpadded(ours) : ours).toEqual(wide ? unpadded(real) : real);
  });
});

describe('the kernel says of its sockets what the real one says', () => {
  test.each(tables)('%s', (command) => {
    expect(normalTable(inModel(command))).toEqual(normalTable(answers.get(command)!));
  });
});

/** Takes out of a table what is decided by chance: inodes, addresses in the kernel, columns' widths. */
function normalFiles(text: string): string[] {
  const pids = [
    ...new Set(
      [...text.matchAll(/^(?:sockets +|p|)(\d+)(?= |$)| (\d+)\/\.\/sock/gm)].map(
        (m) => m[1] ?? m[2],
      ),
    ),
  ].sort((a, b) => Number(a) - Number(b));
  const rows = text
    .replace(/^lsof 4\.95[\s\S]*/m, '')
    .replace(/^usage:[\s\S]*/m, '')
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .replace(
          /^(sockets +|p|)(\d+)(?= |$)/,
          (_, before, pid) => `${before}P${pids.indexOf(pid)}`,
        )
        .replace(/ (\d+)\/\.\/sock/, (_, pid) => ` P${pids.indexOf(pid)}/./sock`)
        .replace(/ (REG|DIR|a_inode|CHR|FIFO) +\d+,\d+( +\S+) +\d+ /, ' $1 D$2 N ')
        .replace(/^([dDi])[x\da-f]+$/, '$1N')
        .replace(/(eventfd:)\d+/, '$1N')
        .replace(/0x[\da-f]{16}/, 'ADDR')
        .replace(/(IPv[46] +)\d+/, '$1N')
        .replace(/( 0t0 +|[ST]REAM.* |KET.* |GRAM.* )\d{2,}/, '$1N')
        // What stands in the file, and who began it all.
        .replace(/ REG D +\d+/, ' REG D SIZE')
        .replace(/^(sockets +P\d) +\d+ +(0 +\d+u)/, '$1 PPID $2')
        .replace(/^([gRs])\d+$/, '$1N')
        // Names that the other machine has for the same ports and addresses.
        .replace(/bacula-(dir|fd|sd)/g, (_, name) =>
          String(9101 + ['dir', 'fd', 'sd'].indexOf(name)),
        )
        .replace(/server:9104/, '10.0.0.2:9104')
        .replace(/(timewait|on|keepalive) \(.*\)/, '$1')
        .replace(/^(unix .{40,45}?)\d+ +/, '$1N ')
        .replace(/^(tcp6? .*[A-Z]2? +)(\d+) +\d+( +(?:P\d|-|off|on|keep|time)|\s*$)/, '$1$2 N$3')
        .replace(/ +/g, ' ')
        .trimEnd(),
    );
  return /^(COMMAND|Active)/.test(rows[0]) && !/^COMMAND/.test(rows[0]) ? sortedParts(rows) : rows;
}

/** netstat's rows come in the order of hash tables; its headings stay where they are. */
function sortedParts(rows: string[]): string[] {
  const parts: string[][] = [];
  for (const row of rows) {
    if (/^(Active|Proto)/.test(row)) parts.push([row]);
    else parts.at(-1)!.push(row);
  }
  return parts.flatMap(([head, ...rest]) => [head, ...rest.sort()]);
}

describe('lsof and netstat say what the real ones say', () => {
  test.each(others)('%s', (command) => {
    expect(normalFiles(inModel(command))).toEqual(normalFiles(answers.get(command)!));
  });
});

/** Mounts, inodes and numbers of processes are each machine's own, and so are lines the model lacks. */
function normalProc(text: string, ours: string): string[] {
  const known = new Set(ours.split('\n').map((line) => line.split(':')[0]));
  return (
    text
      .split('\n')
      .filter((line) => known.has(line.split(':')[0]))
      .map((line) =>
        line
          .replace(/^(mnt_id|ino|eventfd-id|Tgid|Pid|PPid|NS\w+|FDSize):.*/, '$1:')
          // All signals of a user are counted, whoever gets them.
          .replace(/^SigQ:.*/, 'SigQ:')
          .replace(/ino:\S+ sdev:\S+/, '')
          .replace(/^it_value: \(99\d,.*/, 'it_value: (99…'),
      )
      // An epoll's lines are in the order of addresses in the kernel.
      .sort()
  );
}

describe('/proc says of the process what the real one says', () => {
  test.each(PROC)('%s', (command) => {
    const ours = inModel(command.replace('PID', '1001'));
    expect(normalProc(ours, ours)).toEqual(normalProc(answers.get(command)!, ours));
  });
});

/** Gives the real netstat the counters of a machine: it reads them where it looks for its kernel's. */
function realStatistics(files: Record<string, string>, args: string): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const script = `
    mount -t tmpfs none /proc && mkdir /proc/net && cp ${folder}/snmp ${folder}/netstat /proc/net
    netstat ${args}`;
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return execFileSync('unshare', ['--mount', ...own, 'sh', '-c', script], { encoding: 'utf8' });
}

/** A file of counters in which each has a value of its own, or none. */
function filled(text: string, value: (i: number) => number): string {
  let i = 0;
  return text.replace(/^(\w+: )(-?\d[-\d ]*)$/gm, (_, name: string, numbers: string) => {
    return name + numbers.replace(/-?\d+/g, () => String(value(i++)));
  });
}

describe('netstat -s says of the counters what the real one says', () => {
  const FILLINGS: Record<string, (text: string) => string> = {
    'as they are': (text) => text,
    'none is 0': (text) => filled(text, (i) => i + 1),
    'all are 0': (text) => filled(text, () => 0),
    'every second is 0': (text) => filled(text, (i) => (i % 2) * 1000),
    'the others are': (text) => filled(text, (i) => ((i + 1) % 2) * 77),
  };
  test.each(Object.entries(FILLINGS))('%s', (_, fill) => {
    const file = (name: string) => fill(inModel(`cat /proc/net/${name}`));
    const files = { snmp: file('snmp'), netstat: file('netstat') };
    const source = {
      ...{ socks: [], routes: [], user: String, program: String },
      file: (name: 'snmp' | 'netstat') => files[name],
      names: {} as LsofNames,
    };
    for (const args of ['-s', '-st', '-su', '-stu', '-sw', '--statistics']) {
      expect(netstatText(source, args.split(' ')).output).toBe(realStatistics(files, args));
    }
  });
});

describe('a look is a program too', () => {
  const run = (source: string): string => {
    const result = build([{ name: 'looks.c', text: source }]);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const machine = startInModel();
    const before = traceOf(machine).length;
    exec(machine, 'server', { image: result.image, argv: ['./looks'] }, { cwd: '/root' });
    advance(machine, { untilUs: machine.sim.nowUs + 1e6 });
    return traceOf(machine)
      .slice(before)
      .map((event) => (event.kind === 'output' ? text.decode(event.bytes) : ''))
      .join('');
  };
  const start = '#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n';

  test('system(3) and popen(3) find it, and a pipe takes what it says', () => {
    const program = `${start}int main(void) {
      printf("%d\\n", system("ss -tln | cat") + system("netstat -tln > /tmp/list; cat /tmp/list"));
      char line[200];
      FILE *list = popen("lsof -t -i :9002", "r");
      while (fgets(line, sizeof line, list)) printf("lsof: %s", line);
      printf("%d\\n", pclose(list) >> 8);
      printf("%d\\n", system("lsof -i :1") >> 8);
      execlp("ls", "ls", "-l", "/proc/self/exe", NULL);
    }`;
    const said = run(program);
    expect(said).toContain(inModel('ss -tln'));
    expect(said).toContain(inModel('netstat -tln'));
    expect(said).toContain('lsof: 1001\nlsof: 1002\n0\n1\n');
  });

  test('it is one more process, and ends when nobody reads', () => {
    expect(run(`${start}int main(void) { return system("ps"); }`)).toMatch(
      /\d+ pts\/\d+ +00:00:00 ps\n/,
    );
    expect(
      run(`${start}int main(void) {
      FILE *list = popen("ss -an", "r");
      pclose(list);
      puts("over");
    }`),
    ).toBe('over\n');
  });
});
