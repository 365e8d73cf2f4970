import { ms } from '../../lib/bench/api.ts';
import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { curl, heard, started } from './shared.ts';

/** Serves one client, ends, and is started again at once. */
function again(program: ProgramText) {
  const { bench, process } = started(program);
  curl(bench, '/', '-s', 100);
  process.kill('SIGTERM');
  bench.advance(ms(10));
  const second = bench.host('server').run(program);
  bench.advance(ms(20));
  return { bench, second };
}

function status(program: ProgramText, path: string) {
  const answer = curl(started(program).bench, path, '-s -i');
  const line = answer.output.split('\r\n')[0]?.split('\n')[0] ?? '';
  return { line, answer };
}

export const EXERCISES: Exercise[] = [
  {
    id: 'back-at-once',
    title: 'Back at once',
    task: 'End this server after it has served somebody, and start it again: for a minute the port is taken, by a connection that is over. Let it start at once.',
    hints: [
      'Which of the two sides closed first, and what does `ss -tan` show for it?',
      'A socket option tells `bind()` that a connection in TIME-WAIT does not matter.',
      'Before `bind()`: `int on = 1; setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));`',
    ],
    checks: [
      {
        says: 'It answers a client.',
        run(program) {
          const answer = curl(started(program).bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'Ended and started again at once, it runs.',
        run(program) {
          const { second } = again(program);
          return saw(
            second.alive,
            second.alive ? 'It runs.' : `It said “${second.output.trim()}”.`,
          );
        },
      },
      {
        says: 'And it answers again.',
        run(program) {
          const answer = curl(again(program).bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
    ],
  },
  {
    id: 'not-found',
    title: 'There is no such page',
    task: 'The server says Hello, World! whatever it is asked for. Let it answer `GET /` so, and every other path with the status 404.',
    hints: [
      'What does the request begin with? Print it, or look at the packets.',
      'The first line of a request is `GET /path HTTP/1.1`. Compare the first six bytes.',
      'You need a second answer, which begins with `HTTP/1.1 404 Not Found\\r\\n` and has a `Content-Length` of 0.',
      '`strncmp(request, "GET / ", 6) == 0` is true for the one path that exists.',
    ],
    checks: [
      {
        says: 'GET / is answered with status 200 and Hello, World!',
        run(program) {
          const { line, answer } = status(program, '/');
          const ok = line.includes(' 200 ') && answer.output.includes('Hello, World!');
          return saw(ok, line ? `The answer began with “${line}”.` : `${heard(answer)}.`);
        },
      },
      {
        says: 'GET /cats is answered with status 404.',
        run(program) {
          const { line, answer } = status(program, '/cats');
          return saw(
            line.includes(' 404'),
            line ? `The answer began with “${line}”.` : `${heard(answer)}.`,
          );
        },
      },
      {
        says: 'And curl does not wait for a body that never comes.',
        run(program) {
          const { answer } = status(program, '/cats');
          return saw(answer.status === 0 && !answer.output.includes('Hello'), `${heard(answer)}.`);
        },
      },
    ],
  },
];
