import { ms } from '../../lib/bench/api.ts';
import { type Exercise, saw } from '../../lib/bench/exercise.ts';
import { comesAndGoes, curl, dribbling, heard, inTwoPieces, many, started } from './shared.ts';

export const EXERCISES: Exercise[] = [
  {
    id: 'no-leak',
    title: 'Clients that leave without a word',
    task: 'Some clients connect, say nothing and go. The server gets over it, but it keeps something of each of them. Find what, and let it go.',
    hints: [
      'Let `nc localhost 8080` connect and end it with Ctrl+D. What is in the Files tab afterwards?',
      '`continue` jumps to the next client. Which line does it jump over?',
      'Close the client’s descriptor on every way through the loop.',
    ],
    checks: [
      {
        says: 'A client that asks is answered.',
        run(program) {
          const answer = curl(started(program).bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'No fd leaked: after ten clients that said nothing, four are open.',
        run(program) {
          const { bench, process } = started(program);
          for (let i = 0; i < 10; i++) {
            comesAndGoes(bench);
            bench.advance(ms(20));
          }
          const open = process.fds().length;
          return saw(open === 4, `${many(open, 'descriptor')} were open.`);
        },
      },
    ],
  },
  {
    id: 'byte-a-second',
    title: 'A byte a second',
    task: 'This server reads until the empty line that ends a request, as it should. A client that sends one byte a second holds it for as long as it likes. Give a client two seconds for its request, and then go on to the next.',
    hints: [
      'In which call does the server wait, and for whom? The line below the program says it.',
      '`SO_RCVTIMEO` limits a single `read()`. A client that sends a byte a second never lets it run out.',
      'So there are two limits: a short `SO_RCVTIMEO`, to come back at all, and the clock, `time(NULL)`, for the whole request.',
      'Remember `time(NULL) + 2` before the loop, and leave the loop when the time has come.',
    ],
    checks: [
      {
        says: 'A whole request is answered.',
        run(program) {
          const answer = curl(started(program).bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'It survives a client that sends one byte a second: another one is answered within 5 s.',
        run(program) {
          const { bench } = started(program);
          dribbling(bench, 1000);
          bench.advance(ms(100));
          const answer = curl(bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'It also gets past a client that sends one byte and no more.',
        run(program) {
          const { bench } = started(program);
          dribbling(bench, 60_000);
          bench.advance(ms(100));
          const answer = curl(bench);
          return saw(answer.output === 'Hello, World!', `${heard(answer)}.`);
        },
      },
      {
        says: 'A request that comes in two pieces, half a second apart, is still answered.',
        run(program) {
          const { bench } = started(program);
          const client = inTwoPieces(bench, 500);
          bench.advance(ms(3000));
          const bytes = Number(client.output || 0);
          return saw(bytes > 13, bytes > 0 ? `It got ${bytes} bytes.` : 'It got no answer.');
        },
      },
    ],
  },
];
