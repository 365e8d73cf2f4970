// What readers do first with a machine: hello, the complete server, mistakes, and a curl that talks to
// the server.

import { readFileSync } from 'node:fs';
import type { Request } from '../../../lib/notebook/messages.ts';

type Run = Extract<Request, { type: 'run' }>;

function run(name: string, source: string): Run {
  return { type: 'run', name, source, args: [], leaks: 'lost' };
}

export const HELLO = run(
  'hello.c',
  '#include <stdio.h>\n\nint main(void) {\n    printf("hello, world\\n");\n}\n',
);

export const SERVER = run(
  'server.c',
  readFileSync(new URL('../../../content/programs/server.c', import.meta.url), 'utf8'),
);

/** The server with a name that few programs say: its headers are read whole. */
export const WHOLE_HEADERS = run('server.c', `${SERVER.source}#define FROM_THE_END L_XTND\n`);

/** Mistakes that everybody makes. */
export const MISTAKES = [
  'int main(void) {\n    int n = 3\n    return n;\n}\n',
  'int main(void) {\n    printf("%d\\n", count);\n    retrun 0;\n}\n',
  '#include <stdoi.h>\nint main(void) {\n    return 0;\n}\n',
].map((source) => run('mistake.c', source));

/** In the terminal beside it. */
export const CURL: Request = { type: 'shell', text: 'curl -v localhost:8080' };
