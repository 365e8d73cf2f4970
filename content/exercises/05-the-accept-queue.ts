import { ms } from '../../lib/bench/api.ts';
import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { connected, many, PORT, started } from './shared.ts';

function afterClients(program: ProgramText, count: number) {
  const { bench, process } = started(program);
  connected(bench, count);
  bench.advance(ms(500));
  return { bench, process, queue: bench.host('server').listener(PORT) };
}

export const EXERCISES: Exercise[] = [
  {
    id: 'three-wait',
    title: 'Three may wait',
    task: 'Six clients come, and nobody accepts them. Change one number, so that exactly three of them wait in the queue.',
    hints: [
      'How many wait with the number that is there? `ss -tln` shows it as Recv-Q.',
      'Linux lets one more wait than `listen()` was told.',
      'For three places the backlog is 2.',
    ],
    checks: [
      {
        says: 'Three clients wait in the queue.',
        run(program) {
          const { acceptQueue } = afterClients(program, 6).queue;
          return saw(acceptQueue === 3, `${many(acceptQueue, 'client')} waited.`);
        },
      },
      {
        says: 'The others had their SYN dropped.',
        run(program) {
          const { bench } = afterClients(program, 6);
          const trying = bench
            .host('client')
            .sockets()
            .filter(({ state }) => state === 'SYN-SENT');
          return saw(
            trying.length === 3,
            `${many(trying.length, 'client')} still tried to connect.`,
          );
        },
      },
    ],
  },
  {
    id: 'empty-queue',
    title: 'Nobody is left waiting',
    task: 'The program welcomes one client and rests. The kernel goes on making connections that nobody collects. Welcome everybody.',
    hints: [
      'How often is `accept()` called? Look at the system calls.',
      '`accept()` takes one connection. For the next one it has to be called again.',
      'Put the four lines from `accept()` to `close()` into `while (1) { … }`.',
    ],
    checks: [
      {
        says: 'After five clients the queue is empty.',
        run(program) {
          const { acceptQueue } = afterClients(program, 5).queue;
          return saw(acceptQueue === 0, `${many(acceptQueue, 'client')} waited.`);
        },
      },
      {
        says: 'Each of the five was welcomed.',
        run(program) {
          const { process } = afterClients(program, 5);
          const written = process
            .calls()
            .filter(({ name, result }) => name === 'write' && result === 8);
          return saw(written.length === 5, `${many(written.length, 'client')} got a welcome.`);
        },
      },
      {
        says: 'No descriptor is leaked.',
        run(program) {
          const open = afterClients(program, 5).process.fds().length;
          return saw(open === 4, `${many(open, 'descriptor')} were open, of which 4 are needed.`);
        },
      },
    ],
  },
];
