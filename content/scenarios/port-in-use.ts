import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'A port that stays taken',
  says: 'The server closes first, so its end of the connection stays in TIME_WAIT for a minute, and a second start finds its port in use. Look with ss -tan, then add SO_REUSEADDR to once.c and try again.',
  hosts: { client: [150, 150], server: [570, 150] },
  links: [{ between: ['client', 'server'], latencyUs: 5000 }],
  files: [
    {
      name: 'once.c',
      host: 'server',
      text: `// Serves one client, closes first, and ends.
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
    if (bind(fd, (struct sockaddr *) &address, sizeof address) < 0) {
        perror("bind");
        return 1;
    }
    if (listen(fd, 5) < 0) perror("listen");
    int client = accept(fd, NULL, NULL);
    if (write(client, "bye\\n", 4) < 0) perror("write");
    close(client);
    printf("served one\\n");
    return 0;
}
`,
    },
  ],
  terminals: [
    { host: 'server', typed: ['gcc once.c -o once', './once', 'ss -tan', './once'] },
    { host: 'client', typed: ['nc server 8080'] },
  ],
} satisfies Scenario;
