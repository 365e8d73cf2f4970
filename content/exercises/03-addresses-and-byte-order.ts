import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { curl, heard, PORT, started } from './shared.ts';

const listening = (program: ProgramText) => {
  const { bench, process } = started(program);
  const socket = bench
    .host('server')
    .sockets()
    .find(({ state }) => state === 'LISTEN');
  return { bench, process, local: socket?.local ?? 'no address at all' };
};

export const EXERCISES: Exercise[] = [
  {
    id: 'right-port',
    title: 'The port that was meant',
    task: 'The program means port 8080. Run it, type `ss -tln` beside it, and see on which port it listens.',
    hints: [
      'Write both ports in hexadecimal: 8080 is 0x1f90. What is the other one?',
      'The two bytes of the port are the wrong way round for the network.',
      'Ports are kept in network byte order: `address.sin_port = htons(8080);`',
    ],
    checks: [
      {
        says: 'It listens on port 8080.',
        run(program) {
          const { local } = listening(program);
          return saw(local.endsWith(`:${PORT}`), `It listens on ${local}.`);
        },
      },
      {
        says: 'A client that connects to port 8080 gets in.',
        run(program) {
          const { bench } = listening(program);
          bench.host('client').command(`nc server ${PORT}`);
          bench.advance(100_000);
          const established = bench
            .host('client')
            .sockets()
            .some(({ state }) => state === 'ESTAB');
          return saw(established, established ? 'It was connected.' : 'It was refused.');
        },
      },
    ],
  },
  {
    id: 'only-here',
    title: 'For this machine alone',
    task: 'A database listens for the programs beside it and for nobody else. This program listens on every address of its machine. Let it listen on the loopback alone.',
    hints: [
      'Which address does `INADDR_ANY` stand for, and which one do you want?',
      'The loopback is 127.0.0.1, and has a name in <netinet/in.h>.',
      'Use `htonl(INADDR_LOOPBACK)` in place of `htonl(INADDR_ANY)`.',
    ],
    checks: [
      {
        says: 'It listens on 127.0.0.1:8080.',
        run(program) {
          const { local } = listening(program);
          return saw(local === `127.0.0.1:${PORT}`, `It listens on ${local}.`);
        },
      },
      {
        says: 'A client on another host is refused.',
        run(program) {
          const answer = curl(listening(program).bench, '/', '-s', 500);
          return saw(
            answer.status === 7,
            answer.status === 7 ? 'It was refused.' : `${heard(answer)}.`,
          );
        },
      },
      {
        says: 'A client on the same host gets in.',
        run(program) {
          const { bench } = listening(program);
          bench.host('server').command(`nc 127.0.0.1 ${PORT}`);
          bench.advance(100_000);
          const inside = bench
            .host('server')
            .sockets()
            .some(({ state }) => state === 'ESTAB');
          return saw(inside, inside ? 'It was connected.' : 'It was refused.');
        },
      },
    ],
  },
];
