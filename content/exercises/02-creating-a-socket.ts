import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { started } from './shared.ts';

export const EXERCISES: Exercise[] = [
  {
    id: 'stream-and-datagram',
    title: 'A socket of each kind',
    task: 'The program wants a socket for TCP and one for UDP. It gets two of the same kind.',
    hints: [
      'Which argument of `socket()` says whether bytes flow or datagrams are sent?',
      'TCP is a stream: `SOCK_STREAM`.',
      'Change the first call to `socket(AF_INET, SOCK_STREAM, 0)`.',
    ],
    checks: [
      {
        says: 'Descriptor 3 is a stream socket of TCP.',
        run: (program) => made(program, 'SOCK_STREAM', 3),
      },
      {
        says: 'Descriptor 4 is a datagram socket of UDP.',
        run: (program) => made(program, 'SOCK_DGRAM', 4),
      },
    ],
  },
  {
    id: 'no-socket',
    title: 'When there is no socket',
    task: 'A process may have only so many descriptors. This program does not look at what `socket()` and `listen()` return, and says that all is well when nothing is. Let it say why it cannot go on, and end with status 1.',
    hints: [
      'What does `socket()` return when it fails, and where is the reason?',
      'After a result of -1, `perror("socket")` prints the reason that is in errno.',
      'Write `if (fd < 0) { perror("socket"); exit(1); }`, and the same for `listen()`.',
    ],
    checks: [
      {
        says: 'With descriptors to spare it listens, and says so.',
        run(program) {
          const { process } = started(program);
          const calls = process
            .calls()
            .filter(({ name, result }) => name === 'listen' && result === 0);
          const ok = calls.length === 1 && process.output.includes('listening on descriptor 3');
          return saw(ok, `It printed “${process.output.trim()}”.`);
        },
      },
      {
        says: 'With no descriptor to be had it ends with status 1.',
        run(program) {
          const { process } = started(program, { nofile: 3 });
          const status = process.exit?.status;
          const seen = status === undefined ? 'It went on.' : `It ended with status ${status}.`;
          return saw(status === 1, seen);
        },
      },
      {
        says: 'And it says “Too many open files”, and nothing of listening.',
        run(program) {
          const { output } = started(program, { nofile: 3 }).process;
          const ok = output.includes('Too many open files') && !output.includes('listening');
          return saw(ok, output ? `It printed “${output.trim()}”.` : 'It printed nothing.');
        },
      },
    ],
  },
];

function made(program: ProgramText, type: string, fd: number) {
  const calls = started(program)
    .process.calls()
    .filter(({ name }) => name === 'socket');
  const call = calls.find(({ result }) => result === fd);
  return saw(
    call?.text.includes(type) ?? false,
    call ? `${call.text}.` : `No socket() returned ${fd}.`,
  );
}
