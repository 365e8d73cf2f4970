// Every packet script of this folder, against the model; and what the runner says of bad ones.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import { type PacketResult, runPacketScript } from '../../lib/packet/run.ts';
import { fuzzCommandLine, fuzzScript } from '../fuzz/words.ts';

const folder = new URL('.', import.meta.url);
const scripts = readdirSync(folder).filter((name) => name.endsWith('.pkt'));

function textOf(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function play(text: string): PacketResult {
  return runPacketScript(text, {
    complete: true,
    readFile: (path) => (path === './defaults.sh' ? textOf('defaults.sh') : undefined),
  });
}

/** What a failure says, as one text. */
function complaint(text: string): string {
  const result = play(text);
  if (result.ok) return 'ok';
  return `${result.line}: ${result.reason} (${result.expected}, ${result.got})`;
}

describe('packet scripts', () => {
  test('there are some', () => expect(scripts.length).toBeGreaterThanOrEqual(60));

  test.each(scripts)('%s', (name) => {
    expect(play(textOf(name))).toMatchObject({ ok: true });
  });

  test.each(scripts)('%s says where it was checked', (name) => {
    expect(textOf(name)).toMatch(/^\/\/.*Linux 6\.18/m);
  });
});

describe('what differs is noticed', () => {
  const nagle = textOf('nagle.pkt');

  test('a wrong number', () => {
    expect(complaint(nagle.replace('6:19(13)', '6:20(14)'))).toMatch(/^1\d: the length differs/);
    expect(complaint(nagle.replace('ack 1 <mss 1460', 'ack 2 <mss 1460'))).toMatch(
      'acknowledgement',
    );
  });

  test('a wrong time', () => {
    const late = textOf('rto-backoff.pkt').replace('+.4~+.44', '+.5~+.54');
    expect(complaint(late)).toMatch('another time');
  });

  test('a datagram of another length, to somebody else, or of another protocol', () => {
    const udp = textOf('udp-connected.pkt');
    expect(complaint(udp.replace('> udp (64)', '> udp (65)'))).toContain('(udp (65), udp (64))');
    expect(complaint(udp.replace('> udp (64)', '> . 1:1(0) ack 1'))).toMatch(
      'the protocol differs',
    );
    const other = '{sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}';
    const elsewhere = udp.replace('connect(3, ..., ...)', `connect(3, ${other}, 16)`);
    expect(complaint(elsewhere)).toMatch('it goes to another end');
    const refused = textOf('udp-nobody.pkt');
    expect(complaint(refused.replace('[udp (40)]', '[udp (39)]'))).toMatch('the length differs');
  });

  test('another version of IP', () => {
    const v6 = textOf('ipv6-server.pkt').replace('--ip_version=ipv6', '--ip_version=ipv4');
    expect(complaint(v6)).toMatch('the options differ');
  });

  test('a packet too many and one too few', () => {
    expect(complaint(textOf('linger-zero.pkt').replace(/.*R\. .*\n/, ''))).toMatch('not expect');
    expect(complaint(`${textOf('half-close.pkt')}\n +.1 > . 9:9(0) ack 1\n`)).toMatch(
      'no packet was sent',
    );
  });

  test('a wrong result', () => {
    expect(complaint(nagle.replace('listen(3, 4) = 0', 'listen(3, 4) = 1'))).toMatch('(1, 0)');
    expect(complaint('0 socket(..., SOCK_STREAM, IPPROTO_TCP) = -1 EMFILE\n')).toMatch(
      '-1 EMFILE, 3',
    );
  });
});

describe('what a command line may say', () => {
  const bound = '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n';
  const heard = `${bound}+0 listen(3, WAITING) = 0\n+0 < S 0:0(0) win 100 <mss 1000>\n`;
  const answered = '+0 > S. 0:0(0) ack 1 <mss 1460>\n';

  test('words stand for others, but not in texts', () => {
    expect(runPacketScript(heard)).toMatchObject({ line: 3, reason: "unknown name 'WAITING'" });
    const defined = new Map([['WAITING', '4']]);
    expect(runPacketScript(heard + answered, { defined }).ok).toBe(true);
    const text = `${bound}+0 %{ print("WAITING", 1) }%`;
    expect(runPacketScript(text, { defined })).toMatchObject({ printed: ['WAITING 1'] });
  });

  test('the version of IP and the size of packets, which a script may know better', () => {
    const text = heard.replace('WAITING', '4') + answered;
    expect(runPacketScript(text, { version: 'ipv6', mtu: 1520 }).ok).toBe(true);
    expect(runPacketScript(text, { version: 'ipv6' })).toMatchObject({ line: 5 });
    expect(runPacketScript(`--mtu=1500\n${text}`, { mtu: 1000 }).ok).toBe(true);
  });

  test('whether packets may be left at the end', () => {
    const text = heard.replace('WAITING', '4');
    expect(runPacketScript(text).ok).toBe(true);
    expect(runPacketScript(text, { complete: true })).toMatchObject({
      line: 4,
      expected: 'nothing',
    });
  });
});

describe('what a script need not list', () => {
  const once = [
    '+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3',
    '+0 bind(3, ..., ...) = 0',
    '+0 listen(3, 4) = 0',
    '+0 < S 0:0(0) win 100 <mss 1000>',
    '+0 > S. 0:0(0) ack 1 <mss 1460>',
    '+0 < . 1:1(0) ack 1 win 100',
    '+0 accept(3, ..., ...) = 4',
    '+0 %{ assert SK_MEMINFO_RCVBUF == 131072 }%',
    '+0 close(4) = 0',
    '+0 close(3) = 0\n',
  ].join('\n');
  // The port is still that of a connection which is being closed.
  const reused = once.replace(
    'bind',
    'setsockopt(3, SOL_SOCKET, SO_LINGER, {1, 0}, 8) = 0\n+0 bind',
  );

  test('packets of an earlier conversation, unless it is complete', () => {
    expect(runPacketScript(reused + reused)).toMatchObject({ ok: true });
    expect(runPacketScript(reused + reused, { complete: true }).ok).toBe(false);
  });

  test('values of timestamps, unless it counts them', () => {
    const stamped = once
      .replace('<mss 1000>', '<mss 1000,sackOK,TS val 5 ecr 0>')
      .replace('<mss 1460>', '<mss 1460,sackOK,TS val 100 ecr 5>')
      .replace('ack 1 win 100', 'ack 1 win 100 <nop,nop,TS val 6 ecr 100>');
    const late = `${stamped}+0 > F. 1:1(0) ack 1 <nop,nop,TS val 9999 ecr 6>\n`;
    expect(runPacketScript(late)).toMatchObject({ ok: true });
    expect(complaint(`--tcp_ts_tick_usecs=1000\n${late}`)).toMatch('the timestamp differs');
    // Which one is echoed counts always.
    expect(complaint(late.replace('ecr 6', 'ecr 7'))).toMatch('the options differ');
  });
});

describe('descriptors', () => {
  const two = `
    0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 7
   +0 dup(7) = 20
   +0 close(7) = 0`;

  test('may have other numbers than the process’s', () => {
    const used = `${two}
   +0 fcntl(20, F_GETFL) = O_RDWR
   +0 poll([{fd=20, events=POLLIN, revents=POLLHUP}], 1, 0) = 1
   +0 epoll_create(1) = 9
   +0 epoll_ctl(9, EPOLL_CTL_ADD, 20, {events=EPOLLIN, fd=1}) = 0
   +0 getsockopt(20, SOL_SOCKET, SO_TYPE, [SOCK_STREAM], [4]) = 0
   +0 listen(20, 1) = 0`;
    expect(complaint(used)).toBe('ok');
  });

  test('are gone when they are closed', () => {
    expect(complaint(`${two}\n+0 listen(7, 1) = 0`)).toMatch('(0, -1 EBADF)');
  });
});

describe('control messages', () => {
  const sent = `
    0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3
   +0 connect(3, ..., ...) = 0
   +0 sendmsg(3, {msg_iov(1)=[{..., 10}], msg_control=[{cmsg_level=SOL_IP, cmsg_type=IP_TTL, cmsg_data=9}]}, 0) = 10
   +0 > udp (10)`;

  test('are given to the kernel', () => {
    expect(complaint(sent)).toBe('ok');
    expect(complaint(sent.replace('=9}', '=0}'))).toMatch('(10, -1 EINVAL)');
  });

  test('differ in a field, in number, or are not there', () => {
    const zerocopy = textOf('zerocopy.pkt');
    expect(complaint(zerocopy.replace('ee_data=1', 'ee_data=2'))).toMatch(
      'ee_data of control message 0 differs (2, 1)',
    );
    const [message] = /\{cmsg_level[^}]*\}\}/.exec(zerocopy)!;
    expect(complaint(zerocopy.replace(message, `${message}, ${message}`))).toMatch(
      'msg_controllen differs (96, 48)',
    );
    expect(complaint(zerocopy.replace(message, ''))).toMatch('msg_controllen differs (0, 48)');
  });

  test.each([
    ['msg_control=7', 'msg_control: expected [{cmsg_level=…'],
    ['msg_control=[7]', 'control message 0: expected {cmsg_level=…'],
    ['msg_control=[{cmsg_level=1, cmsg_data=0}]', 'expected cmsg_type=NUMBER'],
    ['msg_control=[{cmsg_level=1, cmsg_type=1}]', 'expected cmsg_data=NUMBER or'],
    ['msg_control=[{cmsg_level=1, cmsg_type=1, cmsg_data={ee_x=1}}]', "no field 'ee_x'"],
  ])('%s is refused', (control, says) => {
    const wrong = sent.replace(/msg_control=.*\}\]/, control);
    expect(complaint(wrong)).toContain(says);
  });
});

describe('malformed scripts are refused with line and reason', () => {
  test.each([
    ['socket(..., SOCK_STREAM, 0) = 3', '1: expected a time'],
    ['\n+0 listen(3, 4', "2: listen: expected ',' or ')'"],
    ['+0 listen(3, 4)', "1: listen: expected '= result'"],
    ['+0 listn(3, 4) = 0', "1: unknown system call 'listn'"],
    ['+0 listen(3, NOPE) = 0', "1: unknown name 'NOPE'"],
    ['+0 < X 0:0(0)', '1: not a packet'],
    ['+0 < S 0:5(0)', '1: 0:5 is not 0 bytes'],
    ['+0 < S 0:0(0) win 1 <mss>', "1: option 'mss': expected a number"],
    ['+0 < S 0:0(0) win 1 <md5 1>', "1: unknown option 'md5 1'"],
    ['+0 < . 1:1(0)', "1: the flags '.' have an ACK"],
    ['+0 < icmp unreachable', "1: 'icmp' is known here as udp (BYTES), and"],
    ['+0 < [1:1001(999)] icmp unreachable host_unreachable', '1: 1:1001 is not 999 bytes'],
    ['+0 < [1:2(1)] icmp packet_too_big mtu 9', "1: no message 'packet_too_big' in this version"],
    ['+0 < [udp (9)] icmp unreachable nothing_needed', "1: 'icmp' is known here as"],
    ['+0 < udp 10', "1: 'udp' is known here as"],
    ['+0 < udp (70000)', '1: 70000 bytes fit no datagram'],
    ['--ip_version=ipv5\n', '1: --ip_version=ipv5: expected ipv4, ipv4-mapped-ipv6, ipv6'],
    ['+.2~+.1 > S 0:0(0)', '1: the range of times ends before it begins'],
    ['+0 `rm -rf x`', '1: only sysctl lines'],
    ['`sysctl -w net.ipv4.nope=1`', "1: sysctl: no knob 'net.ipv4.nope'"],
    ['`sysctl -w net.ipv4.tcp_sack=x`', "1: sysctl net.ipv4.tcp_sack: 'x' is no number"],
    ['`./nowhere.sh`', "1: no init script './nowhere.sh'"],
    ['+0 %{ assert 1 ==', '1: %{ without }%'],
    ['+0 %{ import os }%', '1: only assert'],
    ['+0 %{ assert nope == 1 }%', "1: unknown name 'nope'"],
    ['+0 write(3, "abc, 3) = 3', '1: a text has no closing quote'],
  ])('%s', (text, says) => {
    expect(complaint(text)).toContain(says);
  });

  test('any bytes end in a result', () => {
    const whole = textOf('nagle.pkt');
    for (let cut = 0; cut < whole.length; cut += 7) {
      expect(typeof play(whole.slice(cut)).ok).toBe('boolean');
      expect(typeof play(whole.slice(0, cut) + whole.slice(cut + 3)).ok).toBe('boolean');
    }
  });
});

describe('words that were moved, lost or damaged', () => {
  // Some seeds of what `npm run fuzz` does with many.
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  test('in a script end in a result that names its line', () => {
    for (const seed of seeds) fuzzScript(seed);
  });
  test('on the command line end in a reason', () => {
    for (const seed of seeds) fuzzCommandLine(seed);
  });
});

describe('code', () => {
  const run = (code: string) => complaint(`+0 %{ ${code} }%`);

  test('compares, computes, joins and prints', () => {
    expect(run('assert 1 + 2 * 3 == 7 and not 1 > 2 or False')).toBe('ok');
    expect(run('assert 1 < 2 <= 2 < 3, "chained"')).toBe('ok');
    expect(run('x = 7 // 2\nassert x == 3; assert -7 % 5 == 3')).toBe('ok');
    expect(run('assert max(1, 2) == abs(-2) and (3 & 6) == 2')).toBe('ok');
    expect(runPacketScript('+0 %{ print("a", 1 + 1) }%')).toEqual({ ok: true, printed: ['a 2'] });
  });

  test('says what was asserted of what', () => {
    expect(run('x = 4\nassert x == 5')).toContain('assertion failed: assert x == 5 (x = 4)');
  });
});

describe('sockscope packet', () => {
  async function sockscope(
    ...argv: string[]
  ): Promise<{ status: number; out: string; err: string }> {
    const said = { out: '', err: '' };
    const status = await main(['packet', ...argv], {
      read: () => new Uint8Array(0),
      write: (stream, bytes) => {
        const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
        if (stream === 1) said.out += text;
        else said.err += text;
      },
    });
    return { status, ...said };
  }
  const path = (name: string) => new URL(name, folder).pathname;

  test('says ok, and exits with 0', async () => {
    const { status, out } = await sockscope('--mss=1000', path('nagle.pkt'));
    expect([status, out]).toEqual([0, `ok ${path('nagle.pkt')}\n`]);
  });

  test('says not ok, and exits with 1', async () => {
    const { status, out } = await sockscope(path('nowhere.pkt'), path('nagle.pkt'));
    expect(status).toBe(1);
    expect(out).toContain(`not ok ${path('nowhere.pkt')}\n  no such file`);
    expect(out).toContain(`ok ${path('nagle.pkt')}`);
  });

  test('refuses what it does not know', async () => {
    expect((await sockscope('--speed=3')).status).toBe(2);
    expect((await sockscope()).err).toContain('which script?');
  });
});
