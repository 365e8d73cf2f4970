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
import { createShell, runCommandLine } from '../../lib/machine/shell.ts';

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
  const asked = commands.map((one) => `echo '=== ${one.replaceAll("'", "'\\''")}'; ${one} 2>&1`);
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
    .replace(/(POINTER: [\dA-F ]{34}) +[1-9]\d*/g, '$1 INODE');
  const [head, ...rows] = even.trimEnd().split('\n');
  return [head.trimEnd(), ...rows.map((row) => row.trimEnd()).sort()];
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'observe-'));
  answers = lookAtLinux([...commands, ...tables]);
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
