import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { many, started } from './shared.ts';

export const EXERCISES: Exercise[] = [
  {
    id: 'two-streams',
    title: 'Two ways out',
    task: 'The program says two things, and both go to the standard output. The second is a complaint. Send it where complaints go.',
    hints: [
      'Every program begins with three descriptors. Which of them is for errors?',
      'Descriptor 0 is the standard input, 1 the standard output, 2 the standard error.',
      'The first argument of the second `write()` has to be `STDERR_FILENO`, which is 2.',
    ],
    checks: [
      {
        says: 'The word “ready” is written to descriptor 1.',
        run: (program) => writes(program, 'ready', 1),
      },
      {
        says: 'The complaint is written to descriptor 2.',
        run: (program) => writes(program, 'disk almost full', 2),
      },
    ],
  },
  {
    id: 'closed-again',
    title: 'What was opened is closed',
    task: 'The program opens a file 40 times and never closes it. Its table of descriptors fills. Repair it, so that it can look 4000 times if need be.',
    hints: [
      'Run it and look at the Files tab: how many descriptors are open when it rests?',
      'A descriptor stays in use until somebody calls `close()`.',
      'Put `close(fd);` at the end of the loop, after the byte was read.',
    ],
    checks: [
      {
        says: 'It still reads a byte of /etc/hosts 40 times.',
        run(program) {
          const { process } = started(program);
          const reads = process
            .calls()
            .filter(({ name, result }) => name === 'read' && result === 1);
          return saw(reads.length === 40, `${many(reads.length, 'byte')} came from read().`);
        },
      },
      {
        says: 'At rest nothing is open but 0, 1 and 2.',
        run(program) {
          const { process } = started(program);
          const open = process.fds().length;
          return saw(process.alive && open === 3, `${many(open, 'descriptor')} were open.`);
        },
      },
      {
        says: 'A limit of 5 descriptors is enough for it.',
        run(program) {
          const { process } = started(program, { nofile: 5 });
          const failed = process.calls().find(({ errno }) => errno === 'EMFILE');
          return saw(!failed && process.alive, failed ? failed.text : 'No call failed.');
        },
      },
    ],
  },
];

function writes(program: ProgramText, words: string, fd: number) {
  const { process } = started(program);
  const call = process.calls().find(({ name, text }) => name === 'write' && text.includes(words));
  const to = call && /^write\((\d+)/.exec(call.text)?.[1];
  return saw(
    to === String(fd),
    to ? `It was written to descriptor ${to}.` : 'It was not written at all.',
  );
}
