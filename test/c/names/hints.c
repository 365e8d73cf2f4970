// getaddrinfo with hints that few programs give: numbers of ports, mapped addresses, raw sockets.
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

static void ask(const char *name, const char *service, struct addrinfo hints) {
    struct addrinfo *found, *a;
    int error = getaddrinfo(name, service, &hints, &found);
    if (error) {
        printf("%s\n", gai_strerror(error));
        return;
    }
    for (a = found; a; a = a->ai_next) {
        char host[64], port[8];
        getnameinfo(a->ai_addr, a->ai_addrlen, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
        printf("%s %s type %d protocol %d\n", host, port, a->ai_socktype, a->ai_protocol);
    }
    freeaddrinfo(found);
}

int main(void) {
    struct addrinfo tcp = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    ask("::ffff:1.2.3.4", "80", tcp);
    ask("2001:db8::1", "80", tcp);
    ask("127.0.0.1", "-1", tcp);
    ask("127.0.0.1", "-2", tcp);
    ask("127.0.0.1", "", tcp);
    tcp.ai_flags = AI_NUMERICSERV;
    ask("127.0.0.1", "-1", tcp);
    ask("127.0.0.1", "", tcp);
    ask("127.0.0.1", "x", tcp);
    ask("127.0.0.1", "80", (struct addrinfo) {.ai_socktype = SOCK_RAW});
    ask("127.0.0.1", NULL, (struct addrinfo) {.ai_socktype = SOCK_RAW});
    ask("127.0.0.1", NULL, (struct addrinfo) {.ai_protocol = 99});
    ask("127.0.0.1", "80", (struct addrinfo) {.ai_protocol = 99});
    ask("127.0.0.1", "80", (struct addrinfo) {.ai_protocol = IPPROTO_UDP});
    printf("%d %d\n", getservbyname("HTTP", "tcp") == NULL, getservbyname("http", "tcp") != NULL);
    printf("%s\n", hstrerror(-1));
    return 0;
}
// → 1.2.3.4 80 type 1 protocol 6
// → Address family for hostname not supported
// → Servname not supported for ai_socktype
// → Servname not supported for ai_socktype
// → 127.0.0.1 0 type 1 protocol 6
// → Servname not supported for ai_socktype
// → 127.0.0.1 0 type 1 protocol 6
// → Name or service not known
// → Servname not supported for ai_socktype
// → 127.0.0.1 0 type 3 protocol 0
// → 127.0.0.1 0 type 3 protocol 99
// → Servname not supported for ai_socktype
// → 127.0.0.1 80 type 2 protocol 17
// → 1 1
// → Resolver internal error
