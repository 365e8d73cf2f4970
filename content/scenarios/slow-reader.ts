import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'A slow reader and its window',
  says: 'The sender writes as fast as it can, the reader takes 2,000 bytes a second with a receive buffer of 8 KB. Watch Recv-Q and Send-Q fill, the window in the ACKs shrink to nothing, and write() fall asleep.',
  hosts: { sender: [150, 150], reader: [570, 150] },
  links: [{ between: ['sender', 'reader'], latencyUs: 5000, bandwidthBps: 100_000_000 }],
  files: [
    {
      name: 'reader.c',
      host: 'reader',
      text: `// Takes one client and reads 2,000 bytes a second from it.
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int bytes = 8192;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9000)};
    if (bind(fd, (struct sockaddr *) &address, sizeof address) < 0) perror("bind");
    if (listen(fd, 1) < 0) perror("listen");
    int client = accept(fd, NULL, NULL);
    char part[2000];
    ssize_t n;
    while ((n = read(client, part, sizeof part)) > 0) {
        printf("read %zd bytes\\n", n);
        sleep(1);
    }
    return 0;
}
`,
    },
    {
      name: 'sender.c',
      host: 'sender',
      text: `// Writes 10,000 bytes at a time, and says how much has been taken so far.
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *to;
    if (getaddrinfo("reader", "9000", &hints, &to) != 0) return 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int bytes = 16384;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    if (connect(fd, to->ai_addr, to->ai_addrlen) < 0) {
        perror("connect");
        return 1;
    }
    char part[10000];
    memset(part, 'x', sizeof part);
    for (int i = 1; i <= 20; i++) {
        ssize_t n = write(fd, part, sizeof part);
        if (n < 0) break;
        printf("%d: write() took %zd\\n", i, n);
    }
    close(fd);
    return 0;
}
`,
    },
  ],
  terminals: [
    { host: 'reader', typed: ['gcc reader.c -o reader', './reader'] },
    { host: 'sender', typed: ['gcc sender.c -o sender', './sender'] },
    { host: 'reader', typed: ['ss -tan'] },
    { host: 'sender', typed: ['ss -tan'] },
  ],
} satisfies Scenario;
