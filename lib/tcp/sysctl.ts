// The knobs of one host's TCP, by the names they have under /proc/sys/net.
//
// Units: as Linux has them: counts, bytes, seconds where the name says so.
// Source: Linux Documentation/networking/ip-sysctl.rst; defaults of 6.18 on x86-64.

export interface TcpSysctl {
  /** `net.core.somaxconn`: listen(2)'s backlog is clamped to it. */
  somaxconn: number;
  /** 0 never, 1 when the SYN queue is full, 2 always. */
  tcp_syncookies: number;
  tcp_abort_on_overflow: number;
  tcp_max_syn_backlog: number;
  tcp_syn_retries: number;
  /** How many of the first SYN timeouts do not double. */
  tcp_syn_linear_timeouts: number;
  tcp_synack_retries: number;
  tcp_retries2: number;
  tcp_orphan_retries: number;
  /** How many closed sockets TCP may go on with, and how many may be in TIME_WAIT. */
  tcp_max_orphans: number;
  tcp_max_tw_buckets: number;
  /** Seconds that an orphan stays in FIN_WAIT2. */
  tcp_fin_timeout: number;
  /** May connect(2) take over a port in TIME_WAIT: 0 no, 1 after a second, 2 on loopback only. */
  tcp_tw_reuse: number;
  tcp_timestamps: number;
  tcp_sack: number;
  tcp_window_scaling: number;
  /** Marks of congestion: 0 no, 1 ask for them and grant them, 2 grant them. */
  tcp_ecn: number;
  /** 1: a SYN that is sent again does not ask for them. */
  tcp_ecn_fallback: number;
  /** 3 turns tail loss probes on, 0 off. */
  tcp_early_retrans: number;
  /** The default of TCP_CONGESTION: an index of `CONGESTION_CONTROLS`. */
  tcp_congestion_control: number;
  /** Milliseconds between answers to what may be forged. */
  tcp_invalid_ratelimit: number;
  tcp_slow_start_after_idle: number;
  /** 1: the receive buffer grows with what the program reads. */
  tcp_moderate_rcvbuf: number;
  /** Default of TCP_NOTSENT_LOWAT. */
  tcp_notsent_lowat: number;
  tcp_keepalive_time: number;
  tcp_keepalive_intvl: number;
  tcp_keepalive_probes: number;
  /** `net.ipv4.ip_local_port_range`, lowest and highest. */
  ip_local_port_min: number;
  ip_local_port_max: number;
  /** Minimum, default and maximum of SO_RCVBUF. */
  tcp_rmem_min: number;
  tcp_rmem_default: number;
  tcp_rmem_max: number;
  tcp_wmem_min: number;
  tcp_wmem_default: number;
  tcp_wmem_max: number;
  /** `net.core.rmem_max`, `net.core.wmem_max`: what setsockopt may ask for before doubling. */
  rmem_max: number;
  wmem_max: number;
}

/** Makes a table of Linux 6.18's defaults. */
export function defaultSysctl(): TcpSysctl {
  return {
    somaxconn: 4096,
    tcp_syncookies: 1,
    tcp_abort_on_overflow: 0,
    tcp_max_syn_backlog: 4096,
    tcp_syn_retries: 6,
    tcp_syn_linear_timeouts: 4,
    tcp_synack_retries: 5,
    tcp_retries2: 15,
    tcp_orphan_retries: 0,
    tcp_max_orphans: 131072,
    tcp_max_tw_buckets: 131072,
    tcp_fin_timeout: 60,
    tcp_tw_reuse: 2,
    tcp_timestamps: 1,
    tcp_sack: 1,
    tcp_window_scaling: 1,
    tcp_ecn: 2,
    tcp_ecn_fallback: 1,
    tcp_early_retrans: 3,
    tcp_congestion_control: 1,
    tcp_invalid_ratelimit: 500,
    tcp_slow_start_after_idle: 1,
    tcp_moderate_rcvbuf: 1,
    tcp_notsent_lowat: 0xffffffff,
    tcp_keepalive_time: 7200,
    tcp_keepalive_intvl: 75,
    tcp_keepalive_probes: 9,
    ip_local_port_min: 32768,
    ip_local_port_max: 60999,
    tcp_rmem_min: 4096,
    tcp_rmem_default: 131072,
    tcp_rmem_max: 33554432,
    tcp_wmem_min: 4096,
    tcp_wmem_default: 16384,
    tcp_wmem_max: 4194304,
    rmem_max: 4194304,
    wmem_max: 4194304,
  };
}

/** Congestion controls by the number that `tcp_congestion_control` has in the table. */
export const CONGESTION_CONTROLS = ['reno', 'cubic'];

/** Sets a knob by name, with or without `net.ipv4.` or `net.core.`; false when there is none. */
export function setSysctl(table: TcpSysctl, name: string, value: number): boolean {
  const key = name.replace(/^net\.(ipv4|core)\./, '');
  if (!Object.hasOwn(table, key)) return false;
  table[key as keyof TcpSysctl] = value;
  return true;
}

/** Knobs of several numbers, and which entries of the table these are. */
const WIDE: Record<string, (keyof TcpSysctl)[]> = {
  tcp_rmem: ['tcp_rmem_min', 'tcp_rmem_default', 'tcp_rmem_max'],
  tcp_wmem: ['tcp_wmem_min', 'tcp_wmem_default', 'tcp_wmem_max'],
  ip_local_port_range: ['ip_local_port_min', 'ip_local_port_max'],
};

/** Knobs that are no part of this model, with the values under which it behaves like Linux. */
const FIXED: Record<string, string> = {
  tcp_no_metrics_save: '01',
  tcp_dsack: '1',
  tcp_frto: '12',
  tcp_recovery: '1',
  tcp_reordering: '3',
  tcp_mtu_probing: '0',
  tcp_autocorking: '01',
};

/** Knobs of what this model never does: whatever they say, it is not done. */
const UNUSED = new Set([
  // Linux keeps the knob, and has no forward acknowledgements any more.
  'tcp_fack',
  'tcp_fastopen',
  'tcp_fastopen_key',
  'tcp_fastopen_blackhole_timeout_sec',
  'tcp_min_tso_segs',
  'tcp_tso_win_divisor',
  'tcp_tso_rtt_log',
  'tcp_pacing_ss_ratio',
  'tcp_pacing_ca_ratio',
  'tcp_limit_output_bytes',
  'tcp_early_demux',
  'tcp_plb_enabled',
  'optmem_max',
  'netdev_max_backlog',
  'default_qdisc',
]);

/** Sets a knob from text, as sysctl(8) does; tells what is wrong, undefined for nothing. */
export function setSysctlText(table: TcpSysctl, name: string, text: string): string | undefined {
  const key = name.replace(/^net\.(ipv4|core)\./, '');
  const words = text.trim().split(/\s+/);
  const keys = Object.hasOwn(WIDE, key) ? WIDE[key] : [key as keyof TcpSysctl];
  if (UNUSED.has(key)) return undefined;
  if (Object.hasOwn(FIXED, key)) {
    return FIXED[key].includes(text.trim()) ? undefined : `sysctl ${name}: ${text} is not modelled`;
  }
  if (key === 'tcp_congestion_control') {
    const index = CONGESTION_CONTROLS.indexOf(text.trim());
    if (index < 0) return `sysctl ${name}: known are ${CONGESTION_CONTROLS}, not '${text}'`;
    table.tcp_congestion_control = index;
    return undefined;
  }
  if (words.length !== keys.length) return `sysctl ${name}: expected ${keys.length} values`;
  for (const [i, one] of keys.entries()) {
    if (!Object.hasOwn(table, one)) return `sysctl: no knob '${name}'`;
    const value = Number(words[i]);
    if (!Number.isInteger(value)) return `sysctl ${name}: '${words[i]}' is no number`;
    if (key === 'tcp_ecn' && (value < 0 || value > 2)) return `sysctl ${name}: 0, 1 or 2`;
    setSysctl(table, one, value);
  }
  return undefined;
}
