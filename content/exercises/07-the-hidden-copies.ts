import { ms } from '../../lib/bench/api.ts';
import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { many, PORT, started } from './shared.ts';

const PAGE = Array.from({ length: 300 }, (_, i) => `line ${i}\n`).join('');

function served(program: ProgramText) {
  const { bench, process } = started(program, { files: { '/srv/page': PAGE } });
  const client = bench.host('client').command(`nc server ${PORT}`);
  bench.advance(ms(5000));
  return { bench, process, got: client.output };
}

const whole: Exercise['checks'][number] = {
  says: 'The client gets the file, whole and in order.',
  run(program) {
    const { got } = served(program);
    if (got === PAGE) return saw(true, `It got ${PAGE.length} bytes.`);
    const order = PAGE.startsWith(got) ? '' : ', and not these';
    return saw(false, `It got ${got.length} of ${PAGE.length} bytes${order}.`);
  },
};

export const EXERCISES: Exercise[] = [
  {
    id: 'fewer-calls',
    title: 'Fewer calls',
    task: 'The server sends a file byte by byte. Each byte is copied twice, which cannot be helped here. But for each it also makes two calls, and that can.',
    hints: [
      'Look at the system calls. How many are there for a file of 2 KB?',
      '`read()` takes as many bytes as the buffer has room for.',
      'Read into `char piece[4096]`, and write as many bytes as `read()` returned.',
    ],
    checks: [
      whole,
      {
        says: 'At most ten calls of read() and write() are made for it.',
        run(program) {
          const calls = served(program).process.calls();
          const made = calls.filter(({ name }) => /^(read|write)$/.test(name)).length;
          return saw(made <= 10, `${many(made, 'call')} were made.`);
        },
      },
    ],
  },
  {
    id: 'no-copy',
    title: 'Not a byte by the processor',
    task: 'Now the calls are few, and the processor still copies every byte twice: into the program, and out of it again. The program does not even look at them.',
    hints: [
      'Which call sends a file to a socket without showing it to the program?',
      '`sendfile(client, file, NULL, count)`, from <sys/sendfile.h>, returns how much it sent, and 0 at the end of the file.',
      'In place of the buffer and the loop: `while (sendfile(client, file, NULL, 65536) > 0) continue;`',
    ],
    checks: [
      whole,
      {
        says: 'On the server the processor copies none of the file.',
        run(program) {
          const { bench } = served(program);
          const copied = bench
            .copies()
            .filter(({ host, how }) => host === 'server' && how === 'cpu')
            .filter(({ from, to }) => from === 'page-cache' || to === 'send-queue')
            .reduce((sum, { bytes }) => sum + bytes, 0);
          return saw(copied === 0, `It copied ${many(copied, 'byte')}.`);
        },
      },
    ],
  },
];
