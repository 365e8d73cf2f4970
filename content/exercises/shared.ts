// What the checks of several exercises do: start the reader's program, and let clients come.

import { type Bench, createBench, ms, type Process } from '../../lib/bench/api.ts';
import type { StartOptions } from '../../lib/bench/host.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';

export const PORT = 8080;

/** Starts the program on the host `server` and lets it come to rest. */
export function started(
  program: ProgramText,
  options: StartOptions & { files?: Record<string, string> } = {},
): { bench: Bench; process: Process } {
  const { files = {}, ...rest } = options;
  const bench = createBench({ hosts: [{ name: 'server', files }, 'client'] });
  const process = bench.host('server').run(program, rest);
  bench.advance(ms(20));
  return { bench, process };
}

const CONNECT = `
  fd = socket(AF_INET, SOCK_STREAM, 0)
  r = connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
  if r < 0 { exit(1) }
`;

/** Clients connect, one every 5 ms, and say nothing. */
export function connected(bench: Bench, count: number): Process[] {
  return Array.from({ length: count }, (_, i) =>
    bench.host('client').script(`${CONNECT}read(fd, buf, 100)\nsleep(100s)`, {
      atUs: bench.nowUs + ms(1 + 5 * i),
    }),
  );
}

/** A client connects and leaves without a word. */
export function comesAndGoes(bench: Bench): Process {
  return bench.host('client').script(`${CONNECT}close(fd)`);
}

/** A client sends a request byte by byte, so far apart. */
export function dribbling(bench: Bench, everyMs: number): Process {
  return bench.host('client').script(`${CONNECT}repeat 60 { write(fd, "G")  sleep(${everyMs}ms) }`);
}

/** A client sends its request in two pieces, and prints how many bytes came back. */
export function inTwoPieces(bench: Bench, apartMs: number): Process {
  return bench.host('client').script(`${CONNECT}
  write(fd, "GET / HTTP/1.1\\r\\n")
  sleep(${apartMs}ms)
  write(fd, "Host: server\\r\\n\\r\\n")
  n = read(fd, buf, 1000)
  print(n)`);
}

/** Runs curl on the client's host and returns what it printed within so many seconds of virtual time. */
export function curl(
  bench: Bench,
  path = '/',
  options = '-s',
  withinMs = 5000,
): { output: string; status: number | undefined } {
  const command = bench.host('client').command(`curl ${options} http://server:${PORT}${path}`);
  bench.advance(ms(withinMs));
  return { output: command.output, status: command.status };
}

/** Names a result in words, for what was seen. */
export function heard({ output, status }: { output: string; status: number | undefined }): string {
  if (status === undefined) return 'curl still waits for an answer';
  if (status !== 0) return `curl gave up with status ${status}`;
  return output === '' ? 'curl got an empty answer' : `curl got “${output.slice(0, 60)}”`;
}

/** Counts in words: `1 client`, `3 clients`. */
export function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
