import { ms } from '../../lib/bench/api.ts';
import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { connected, curl, heard, many, started } from './shared.ts';

/** Serves five clients one after the other. */
function afterFive(program: ProgramText) {
  const { bench, process } = started(program);
  const answers = Array.from({ length: 5 }, () => curl(bench, '/', '-s', 200));
  return { bench, process, answers };
}

function withSilent(program: ProgramText, silent: number) {
  const { bench, process } = started(program);
  connected(bench, silent);
  bench.advance(ms(100));
  return { bench, process };
}

export const EXERCISES: Exercise[] = [
  {
    id: 'tidy-parent',
    title: 'A parent that tidies up',
    task: 'The parent accepts, the child serves. But the parent keeps two things of every child: a descriptor, and a zombie. Let it keep neither.',
    hints: [
      'After a few clients, type `ps`, and `ls -l /proc/PID/fd` for the parent.',
      'After `fork()` both processes have the client’s descriptor, and each has to close its own.',
      'A child that has ended stays until its parent has asked for its status: `waitpid(-1, NULL, WNOHANG)` asks and does not wait.',
    ],
    checks: [
      {
        says: 'Five clients are answered.',
        run(program) {
          const got = afterFive(program).answers.filter(({ output }) => output === 'Hello, World!');
          return saw(got.length === 5, `${many(got.length, 'client')} got the answer.`);
        },
      },
      {
        says: 'Each connection is closed: the parent keeps none of them open.',
        run(program) {
          const { bench } = afterFive(program);
          const states = bench
            .host('server')
            .sockets()
            .filter(({ state }) => state === 'CLOSE-WAIT');
          return saw(
            states.length === 0,
            `${many(states.length, 'connection')} were in CLOSE-WAIT.`,
          );
        },
      },
      {
        says: 'The parent has four descriptors open.',
        run(program) {
          const open = afterFive(program).process.fds().length;
          return saw(open === 4, `${many(open, 'descriptor')} were open.`);
        },
      },
      {
        says: 'At most one child that has ended is still there.',
        run(program) {
          const { process, bench } = afterFive(program);
          const zombies = bench
            .host('server')
            .processes()
            .filter(({ ppid, state }) => ppid === process.pid && state === 'zombie');
          return saw(zombies.length <= 1, `${many(zombies.length, 'zombie')} were there.`);
        },
      },
    ],
  },
  {
    id: 'silent-neighbour',
    title: 'Beside silent neighbours',
    task: 'One client that connects and says nothing stops this server for everybody. Let it answer whoever asks, with `fork()`, with threads or with `poll()`, as you like.',
    hints: [
      'In which call does the server sleep while the silent client is there?',
      '`poll()` sleeps until one of many descriptors has something: the listener, or a client.',
      'Keep an array of `struct pollfd`: the listener first, the clients behind it. Take a client out when it was served.',
    ],
    checks: [
      {
        says: 'A client alone is answered.',
        run(program) {
          const answer = curl(started(program).bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'A client beside one that says nothing is answered within a second.',
        run(program) {
          const answer = curl(withSilent(program, 1).bench, '/', '-s', 1000);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'A client beside twenty that say nothing, too.',
        run(program) {
          const answer = curl(withSilent(program, 20).bench, '/', '-s', 1000);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
    ],
  },
];
