// ss's details: the timer of -o, the memory of -m, the inside of TCP of -i.
//
// Units: what TCP_INFO has in µs is shown in ms, with at most six digits, as printf's %g does.
// Source: iproute2 6.1 misc/ss.c tcp_timer_print(), print_ms_timer(), print_skmeminfo(),
// tcp_stats_print(), sprint_bw().

import type { DiagInet, DiagMemory, DiagTimer } from '../kernel/sock-diag.ts';

const TIMERS = ['off', 'on', 'keepalive', 'timewait', 'persist'];

/** Writes ` timer:(keepalive,119min,0)`. */
export function timerText({ kind, leftMs, retrans }: DiagTimer): string {
  return ` timer:(${TIMERS[kind]},${durationText(leftMs)},${retrans})`;
}

/** Writes a duration as coarsely as it is long: `119min`, `1min59sec`, `12sec`, `9.123ms`, `200ms`. */
function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  let seconds = Math.floor(ms / 1000) % 60;
  let rest = minutes > 0 ? 0 : ms % 1000;
  let text = minutes > 0 ? `${minutes}min` : '';
  if (minutes > 9) seconds = 0;
  if (seconds > 9) rest = 0;
  if (seconds > 0) text += `${seconds}${rest ? '.' : 'sec'}`;
  if (rest > 0) text += `${String(rest).padStart(3, '0')}ms`;
  return text;
}

/** Writes ` skmem:(…)`: read and sent bytes, their bounds, and what is set aside. */
export function memoryText({ r, rb, t, tb, f, w }: DiagMemory): string {
  return ` skmem:(r${r},rb${rb},t${t},tb${tb},f${f},w${w},o0,bl0,d0)`;
}

/** printf's %g: six digits, or as many as are asked for, no zeros behind the point. */
function g(value: number, precision = 6): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(precision - 1).split('e')[1]);
  if (exponent < -4 || exponent >= precision) {
    const [digits, power] = value.toExponential(precision - 1).split('e');
    const sign = power.startsWith('-') ? '-' : '+';
    const size = power.replace(/^[+-]/, '').padStart(2, '0');
    return `${digits.replace(/\.?0+$/, '')}e${sign}${size}`;
  }
  return String(Number(value.toPrecision(precision)));
}

/** Writes a rate in bits per second: as it is with -n, else with a unit and three digits. */
function bandwidth(bitsPerSecond: number, numeric: boolean): string {
  if (numeric) return `${bitsPerSecond.toFixed(0)}bps`;
  const units: [number, string][] = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const [unit, letter] = units.find(([size]) => bitsPerSecond >= size) ?? [1, ''];
  return `${g(bitsPerSecond / unit, letter ? 3 : 6)}${letter}bps`;
}

/** Writes the inside of a connection; `options` adds what was agreed on in the handshake. */
export function infoText(
  { info = {}, congestion }: DiagInet,
  { options, numeric }: { options: boolean; numeric: boolean },
): string {
  const of = (name: string) => info[`tcpi_${name}`] ?? 0;
  const ms = (name: string) => of(name) / 1000;
  const texts: string[] = [];
  const say = (when: number | boolean, text: string) => {
    if (when) texts.push(text);
  };
  const count = (label: string, name = label) => say(of(name), `${label}:${of(name)}`);
  say(options && of('options') & 1, 'ts');
  say(options && of('options') & 2, 'sack');
  say(options && of('options') & 8, 'ecn');
  say(options && of('options') & 16, 'ecnseen');
  say(congestion !== undefined, congestion ?? '');
  say(of('options') & 4, `wscale:${of('scales') & 15},${of('scales') >> 4}`);
  say(of('rto') !== 0 && of('rto') !== 3_000_000, `rto:${g(ms('rto'))}`);
  count('backoff');
  say(of('rtt'), `rtt:${g(ms('rtt'))}/${g(ms('rttvar'))}`);
  say(of('ato'), `ato:${g(ms('ato'))}`);
  count('mss', 'snd_mss');
  count('pmtu');
  count('rcvmss', 'rcv_mss');
  count('advmss');
  count('cwnd', 'snd_cwnd');
  say(of('snd_ssthresh') < 0xffff && of('snd_ssthresh'), `ssthresh:${of('snd_ssthresh')}`);
  for (const name of ['bytes_sent', 'bytes_retrans', 'bytes_acked', 'bytes_received']) count(name);
  for (const name of ['segs_out', 'segs_in', 'data_segs_out', 'data_segs_in']) count(name);
  const rate = (of('snd_cwnd') * of('snd_mss') * 8e6) / of('rtt');
  say(of('rtt') > 0 && of('snd_mss') > 0, `send ${bandwidth(rate, numeric)}`);
  count('lastsnd', 'last_data_sent');
  count('lastrcv', 'last_data_recv');
  count('lastack', 'last_ack_recv');
  const most = of('max_pacing_rate');
  const bound = most > 0 && Number.isFinite(most) ? `/${bandwidth(most * 8, numeric)}` : '';
  say(of('pacing_rate'), `pacing_rate ${bandwidth(of('pacing_rate') * 8, numeric)}${bound}`);
  count('delivered');
  count('delivered_ce');
  const share = (name: string) => {
    const part = (100 * of(name)) / of('busy_time');
    say(of(name), `${name}:${of(name) / 1000}ms(${part.toFixed(1)}%)`);
  };
  say(of('busy_time'), `busy:${ms('busy_time')}ms`);
  for (const name of ['rwnd_limited', 'sndbuf_limited']) share(name);
  count('unacked');
  say(of('retrans') + of('total_retrans'), `retrans:${of('retrans')}/${of('total_retrans')}`);
  count('lost');
  say(of('state') !== LISTEN && of('sacked'), `sacked:${of('sacked')}`);
  count('dsack_dups');
  say(of('reordering') !== 3, `reordering:${of('reordering')}`);
  count('reord_seen');
  say(of('rcv_rtt'), `rcv_rtt:${g(ms('rcv_rtt'))}`);
  for (const name of ['rcv_space', 'rcv_ssthresh']) count(name);
  count('notsent', 'notsent_bytes');
  say(of('min_rtt') && of('min_rtt') < 0xffffffff, `minrtt:${g(ms('min_rtt'))}`);
  count('snd_wnd');
  return texts.map((text) => ` ${text}`).join('');
}

/** TCP_LISTEN, which uses `sacked` for something else. */
const LISTEN = 10;
