import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'An empty machine',
  says: 'One host, one terminal, one file, and nothing that runs: press Run, or build it yourself with gcc main.c and start it with ./a.out. Then add a host, lay a link, and send something across.',
  hosts: { server: [360, 150] },
  files: [
    {
      name: 'main.c',
      text: `#include <stdio.h>
#include <sys/socket.h>

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    printf("a socket: fd %d\\n", fd);
    return 0;
}
`,
    },
  ],
  terminals: [{ host: 'server', typed: ['gcc main.c', './a.out'] }],
} satisfies Scenario;
