// Names, services and protocols: what every call of <netdb.h> answers without a name server.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void ask(const char *name, const char *service, int flags, int family, int type, int protocol) {
    struct addrinfo hints, *list;
    memset(&hints, 0, sizeof hints);
    hints.ai_flags = flags;
    hints.ai_family = family;
    hints.ai_socktype = type;
    hints.ai_protocol = protocol;
    int error = getaddrinfo(name, service, &hints, &list);
    printf("%s %s %#x %d %d %d: %s\n", name ? name : "-", service ? service : "-", flags, family, type, protocol,
           error ? gai_strerror(error) : "ok");
    if (error) return;
    for (struct addrinfo *a = list; a; a = a->ai_next) {
        char host[NI_MAXHOST], port[NI_MAXSERV];
        getnameinfo(a->ai_addr, a->ai_addrlen, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
        printf("  %d %d %d %u %s %s %s\n", a->ai_family, a->ai_socktype, a->ai_protocol, a->ai_addrlen, host, port,
               a->ai_canonname ? a->ai_canonname : "");
    }
    freeaddrinfo(list);
}

int main(void) {
    ask("127.0.0.1", "80", 0, AF_UNSPEC, 0, 0);
    ask("127.0.0.1", "http", 0, AF_INET, SOCK_STREAM, 0);
    ask("10.1.2.3", "domain", 0, AF_UNSPEC, 0, 0);
    ask("10.1.2.3", "ssh", 0, AF_INET, SOCK_DGRAM, 0);
    ask("10.1.2.3", "no-such-service", 0, AF_INET, SOCK_STREAM, 0);
    ask("10.1.2.3", "http", AI_NUMERICSERV, AF_INET, SOCK_STREAM, 0);
    ask("::1", "8080", 0, AF_UNSPEC, SOCK_STREAM, 0);
    ask("::1", "8080", 0, AF_INET, SOCK_STREAM, 0);
    ask("1.2.3.4", "8080", 0, AF_INET6, SOCK_STREAM, 0);
    ask("1.2.3.4", "8080", AI_V4MAPPED, AF_INET6, SOCK_STREAM, 0);
    ask("localhost", "8080", 0, AF_INET, SOCK_STREAM, IPPROTO_TCP);
    ask("localhost", "8080", AI_NUMERICHOST, AF_INET, SOCK_STREAM, 0);
    ask("1.2.3.4", NULL, AI_CANONNAME, AF_INET, SOCK_DGRAM, 0);
    ask(NULL, "8080", AI_PASSIVE, AF_INET, SOCK_STREAM, 0);
    ask(NULL, "8080", 0, AF_INET, SOCK_STREAM, 0);
    ask(NULL, "8080", AI_PASSIVE, AF_INET6, SOCK_STREAM, 0);
    ask(NULL, NULL, 0, AF_INET, 0, 0);
    ask(NULL, "80", AI_CANONNAME, AF_INET, SOCK_STREAM, 0);
    ask("1.2.3.4", "80", 0x8000000, AF_INET, SOCK_STREAM, 0);
    ask("1.2.3.4", "80", 0, 77, SOCK_STREAM, 0);
    ask("1.2.3.4", "80", 0, AF_INET, 99, 0);
    ask("1.2.3.4", "80", 0, AF_INET, SOCK_STREAM, IPPROTO_UDP);
    ask("1.2.3.4", "80", 0, AF_INET, 0, IPPROTO_UDP);
    ask("0x7f.1", "80", 0, AF_INET, SOCK_STREAM, 0);
    ask("127.0.0.1", "80", AI_IDN | AI_CANONIDN | AI_CANONNAME, AF_INET, SOCK_STREAM, 0);
    for (int code = -13; code <= 1; code++) printf("%d %s\n", code, gai_strerror(code));
    const char *names[] = {"http", "www", "domain", "nothing", "echo"};
    for (int i = 0; i < 5; i++) {
        struct servent *s = getservbyname(names[i], i == 2 ? "udp" : "tcp");
        if (s) printf("%s %d %s\n", s->s_name, ntohs(s->s_port), s->s_proto);
        else printf("%s: none\n", names[i]);
    }
    struct servent *s = getservbyport(htons(22), "tcp");
    printf("%s\n", s ? s->s_name : "none");
    printf("%d\n", getservbyport(htons(65000), NULL) == NULL);
    struct protoent *p = getprotobyname("tcp");
    printf("%s %d %s\n", p->p_name, p->p_proto, p->p_aliases[0]);
    printf("%s ", getprotobynumber(17)->p_name);
    printf("%d\n", getprotobyname("nonsense") == NULL);
    struct hostent *h = gethostbyname("1.2.3.4");
    printf("%s %d %d %s %d\n", h->h_name, h->h_addrtype, h->h_length, inet_ntoa(*(struct in_addr *) h->h_addr), h->h_addr_list[1] == NULL);
    h = gethostbyname("localhost");
    printf("%s %s\n", h->h_name, inet_ntoa(*(struct in_addr *) h->h_addr_list[0]));
    for (int i = 0; i <= 5; i++) printf("%s\n", hstrerror(i));
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr *sa = (struct sockaddr *) &in;
    char host[100], serv[100];
    printf("%d ", getnameinfo(sa, sizeof in, host, sizeof host, serv, sizeof serv, 0));
    printf("%s %s\n", host, serv);
    printf("%d %d %d\n", getnameinfo(sa, sizeof in, host, 3, NULL, 0, NI_NUMERICHOST) == EAI_OVERFLOW,
           getnameinfo(sa, 3, host, 30, NULL, 0, 0) == EAI_FAMILY, getnameinfo(sa, sizeof in, NULL, 0, NULL, 0, 0) == EAI_NONAME);
    in.sin_addr.s_addr = htonl(0xc0000201);
    printf("%d\n", getnameinfo(sa, sizeof in, host, 100, NULL, 0, NI_NAMEREQD));
    return 0;
}
