import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'A queue that overflows',
  says: 'The server listens with room for two and never accepts, and four clients come from another host. Look at Recv-Q with ss -tln, at the SYNs that nobody answers, and at who believes that it is connected.',
  hosts: { client: [150, 150], server: [570, 150] },
  links: [{ between: ['client', 'server'], latencyUs: 2000 }],
  files: [
    {
      name: 'deaf.c',
      host: 'server',
      text: `// Listens with a short queue, and never takes anybody out of it.
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
    if (bind(fd, (struct sockaddr *) &address, sizeof address) < 0) perror("bind");
    if (listen(fd, 2) < 0) perror("listen");
    printf("listen(fd, 2), and nobody accepts\\n");
    for (;;) pause();
}
`,
    },
  ],
  terminals: [
    { host: 'server', typed: ['gcc deaf.c -o deaf', './deaf'] },
    {
      host: 'client',
      typed: [
        'nc server 8080 &',
        'nc server 8080 &',
        'nc server 8080 &',
        'nc server 8080 &',
        'ss -tan',
      ],
    },
    { host: 'server', typed: ['ss -tln', 'nstat TcpExtListen*'] },
  ],
} satisfies Scenario;
