import { createBench, ms } from '../../lib/bench/api.ts';
import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { PORT, started } from './shared.ts';

/** Runs the program on a host where another one has the port. */
function besideAnother(program: ProgramText) {
  const bench = createBench();
  const host = bench.host('server');
  const other = host.caller('other');
  other.call('fd = socket(AF_INET, SOCK_STREAM, 0)');
  other.call(
    'bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)',
  );
  other.call('listen(fd, 5)');
  const process = host.run(program);
  bench.advance(ms(20));
  return { bench, process };
}

function listeners(program: ProgramText): string[] {
  const { bench } = started(program);
  return bench
    .host('server')
    .sockets()
    .filter(({ state }) => state === 'LISTEN')
    .map(({ local }) => local);
}

export const EXERCISES: Exercise[] = [
  {
    id: 'port-taken',
    title: 'The port is taken',
    task: 'Another program may have port 8080 already. Then this one fails without a word, and listens on a port that nobody knows. Let it say what is wrong and end with status 1.',
    hints: [
      'Which call tells you that the port is taken, and how?',
      '`bind()` returns -1, and errno is `EADDRINUSE`.',
      'There is a function `die()` in the program already: `if (bind(…) < 0) die("bind");`',
    ],
    checks: [
      {
        says: 'Alone on its machine it listens on port 8080.',
        run(program) {
          const found = listeners(program);
          return saw(
            found.includes(`0.0.0.0:${PORT}`),
            `It listens on ${found.join(', ') || 'nothing'}.`,
          );
        },
      },
      {
        says: 'Where the port is taken it ends with status 1.',
        run(program) {
          const { exit } = besideAnother(program).process;
          return saw(exit?.status === 1, exit ? `It ended with ${exit.status}.` : 'It went on.');
        },
      },
      {
        says: 'And it says “Address already in use”.',
        run(program) {
          const { output } = besideAnother(program).process;
          const ok = output.includes('Address already in use');
          return saw(ok, output ? `It printed “${output.trim()}”.` : 'It printed nothing.');
        },
      },
    ],
  },
  {
    id: 'in-order',
    title: 'First the address, then the queue',
    task: 'All the calls are there, and still nobody can connect to port 8080. Find out with `ss -tln` where the program listens, and why.',
    hints: [
      'Look at the system calls: one of them fails.',
      '`listen()` on a socket without an address gives it one: any address, and a port of the kernel’s choice. After that `bind()` comes too late.',
      'Move the line with `listen()` behind the line with `bind()`, and look at what `bind()` returns.',
    ],
    checks: [
      {
        says: 'It listens on port 8080 and on no other.',
        run(program) {
          const found = listeners(program);
          return saw(
            found.join() === `0.0.0.0:${PORT}`,
            `It listens on ${found.join(', ') || 'nothing'}.`,
          );
        },
      },
      {
        says: 'No call fails.',
        run(program) {
          const failed = started(program)
            .process.calls()
            .find(({ errno }) => errno);
          return saw(!failed, failed ? `${failed.text}.` : 'None failed.');
        },
      },
    ],
  },
];
