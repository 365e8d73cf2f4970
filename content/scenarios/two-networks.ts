import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'Two networks and a relay',
  says: 'The client and the server share no link, so connect() across says that the network is unreachable. The host in the middle has an address in both networks and runs a relay: ask that one, and compare the packets on the two links.',
  hosts: { client: [100, 150], relay: [360, 150], server: [620, 150] },
  links: [
    { between: ['client', 'relay'], addrs: ['192.168.1.2', '192.168.1.1'], latencyUs: 1000 },
    { between: ['relay', 'server'], addrs: ['172.16.0.1', '172.16.0.2'], latencyUs: 30_000 },
  ],
  files: [
    { program: 'server', host: 'server' },
    {
      name: 'relay.c',
      host: 'relay',
      text: `// Takes a client, connects to the server, and carries bytes both ways.
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(const char *host, const char *port) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *to;
    if (getaddrinfo(host, port, &hints, &to) != 0) return -1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int done = connect(fd, to->ai_addr, to->ai_addrlen);
    freeaddrinfo(to);
    if (done == 0) return fd;
    close(fd);
    return -1;
}

// Copies what has come; 0 at the end.
static ssize_t carry(int from, int to) {
    char part[4096];
    ssize_t n = read(from, part, sizeof part);
    for (ssize_t sent = 0, m; sent < n; sent += m)
        if ((m = write(to, part + sent, n - sent)) < 0) return -1;
    return n;
}

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
    if (bind(fd, (struct sockaddr *) &address, sizeof address) < 0) perror("bind");
    if (listen(fd, 5) < 0) perror("listen");
    puts("Relaying from port 8080");
    for (;;) {
        int client = accept(fd, NULL, NULL);
        int server = connect_to("server", "8080");
        printf("%s\\n", server < 0 ? "the server does not answer" : "relaying");
        struct pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        ssize_t n = server < 0 ? 0 : 1;
        while (n > 0 && poll(ends, 2, -1) > 0) {
            if (ends[0].revents) n = carry(client, server);
            if (n > 0 && ends[1].revents) n = carry(server, client);
        }
        close(client);
        if (server >= 0) close(server);
    }
}
`,
    },
  ],
  terminals: [
    { host: 'server', typed: ['gcc server.c -o server', './server'] },
    { host: 'relay', typed: ['gcc relay.c -o relay', './relay'] },
    { host: 'client', typed: ['curl -sS 172.16.0.2:8080', 'curl -sS relay:8080'] },
  ],
} satisfies Scenario;
