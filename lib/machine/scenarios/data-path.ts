// Scenario: one request, answered in five ways, between two hosts or over loopback.
//
// One idea: only the calls of the server differ; the copies that they cost are counted, not known.
//
// The file has been read once before, as any file that is served often: it is in the page cache.
// Units: bytes. Source: Linux Documentation/networking/msg_zerocopy.rst; sendfile(2), splice(2).

import { type CopyFrame, type CopyTotals, copyFrames, copyTotals } from '../../view/copies.ts';
import { advance, createMachine, exec, traceOf } from '../machine.ts';

/** `memory`: the program has its answer ready; the others send a file. */
export const DATA_PATH_MODES = ['memory', 'read-write', 'sendfile', 'splice', 'zerocopy'] as const;
export type DataPathMode = (typeof DATA_PATH_MODES)[number];

export interface DataPathOptions {
  mode: DataPathMode;
  loopback: boolean;
  /** Size of the answer. */
  bytes: number;
}

export interface DataPathRun extends DataPathOptions {
  /** The server's calls of one request. */
  program: string;
  frames: CopyFrame[];
  /** Line of `program`, 1-based, whose call makes each frame's movement; undefined: none of them. */
  lines: (number | undefined)[];
  /** What the request and the response cost the server. */
  server: CopyTotals;
}

/** The calls that answer a request, by mode; `file` is open and `c` is the connection. */
function answer(mode: DataPathMode, bytes: number): string {
  switch (mode) {
    case 'memory':
      return `write(c, page, ${bytes})`;
    case 'read-write':
      return `n = read(file, buf, ${bytes})
write(c, buf, n)`;
    case 'sendfile':
      return `sendfile(c, file, NULL, ${bytes})`;
    case 'splice':
      return `splice(file, NULL, pipe_in, NULL, ${bytes}, 0)
splice(pipe_out, NULL, c, NULL, ${bytes}, 0)`;
    case 'zerocopy':
      return `sendto(c, page, ${bytes}, MSG_ZEROCOPY)`;
  }
}

function serverScript(mode: DataPathMode, bytes: number): string {
  const prepare: Record<DataPathMode, string> = {
    memory: '',
    'read-write': '',
    sendfile: '',
    splice: 'pipe(ends)\npipe_out = ends[0]\npipe_in = ends[1]\n',
    zerocopy: '',
  };
  return `fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(fd, 10)
warm = open("/srv/page.html", O_RDONLY)
read(warm, page, ${bytes})
close(warm)
file = open("/srv/page.html", O_RDONLY)
${prepare[mode]}c = accept(fd)
${mode === 'zerocopy' ? 'setsockopt(c, SOL_SOCKET, SO_ZEROCOPY, [1], 4)\n' : ''}read(c, request, 1024)
${answer(mode, bytes)}
close(c)
`;
}

function clientScript(address: string, bytes: number): string {
  return `fd = socket(AF_INET, SOCK_STREAM, 0)
connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("${address}")}, 16)
write(fd, "GET /page.html HTTP/1.0\\r\\nHost: server\\r\\n\\r\\n", 41)
loop {
  n = read(fd, buf, ${bytes})
  if n <= 0 {
    exit(0)
  }
}
`;
}

/** Runs one way of answering and folds its movements. */
export function dataPathRun(options: DataPathOptions): DataPathRun {
  const { mode, loopback, bytes } = options;
  const files = {
    '/srv/page.html': '0123456789abcdef'.repeat(Math.ceil(bytes / 16)).slice(0, bytes),
  };
  const server = { name: 'server', files };
  const machine = loopback
    ? createMachine({ hosts: [server] })
    : createMachine({
        hosts: [server, { name: 'client' }],
        links: [{ between: ['client', 'server'], latencyUs: 200 }],
      });
  const clientHost = loopback ? 'server' : 'client';
  const address = loopback ? '127.0.0.1' : '10.0.0.2';
  exec(machine, 'server', { script: serverScript(mode, bytes), comm: 'server' });
  const clientPid = exec(
    machine,
    clientHost,
    { script: clientScript(address, bytes), comm: 'client' },
    { atUs: 100_000 },
  );
  advance(machine, { untilUs: 5_000_000 });
  // What the server did before the client came is preparation and costs nobody anything here.
  const events = traceOf(machine);
  const sides = { serverHost: 'server', clientHost, clientPid, sinceUs: 100_000 };
  const program = `read(c, request, 1024)\n${answer(mode, bytes)}`;
  const frames = copyFrames(events, sides);
  return {
    ...options,
    program,
    frames,
    lines: linesOf(program, frames),
    server: copyTotals(events, sides, 'server'),
  };
}

/** Finds the line of each movement by its call's name; two lines alike are told apart by order. */
function linesOf(program: string, frames: readonly CopyFrame[]): (number | undefined)[] {
  const text = program.split('\n');
  return frames.map(({ side, call, n }) => {
    const name = /^\w+\(/.exec(call ?? '')?.[0];
    if (side !== 'server' || !name) return undefined;
    const lines = text.flatMap((line, i) => (line.includes(name) ? [i + 1] : []));
    const before = new Set(
      frames
        .filter((f) => f.side === 'server' && f.call?.startsWith(name) && f.n < n)
        .map((f) => f.call),
    );
    before.delete(call);
    return lines[Math.min(before.size, lines.length - 1)];
  });
}

/** Payload of the answers that are watched, and of those that fill the table. */
const SMALL_BYTES = 1200;
const LARGE_BYTES = 65_536;

export interface DataPathFigure {
  runs: DataPathRun[];
  large: Omit<DataPathRun, 'frames'>[];
}

/** Makes every run of the figure: each mode on both ways, and each with a large file over the link. */
export function dataPathFigure(): DataPathFigure {
  const both = DATA_PATH_MODES.flatMap((mode) =>
    [false, true].map((loopback) => dataPathRun({ mode, loopback, bytes: SMALL_BYTES })),
  );
  const large = DATA_PATH_MODES.map((mode) => {
    const { frames: _frames, ...sums } = dataPathRun({ mode, loopback: false, bytes: LARGE_BYTES });
    return sums;
  });
  return { runs: both, large };
}
