// <netdb.h> with room of the caller's, walks through whole files, and addresses by class.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

static void services(void) {
    struct servent entry, *found;
    char room[2048], tiny[4];
    int error = getservbyname_r("http", "tcp", &entry, room, sizeof room, &found);
    printf("http: %d %s %d %s\n", error, found->s_name, ntohs(found->s_port), found->s_proto);
    error = getservbyport_r(htons(22), NULL, &entry, room, sizeof room, &found);
    printf("22: %d %s, same room %d\n", error, found->s_name, found == &entry);
    error = getservbyname_r("no-such-service", "tcp", &entry, room, sizeof room, &found);
    printf("none: %d %d\n", error, found == NULL);
    error = getservbyname_r("http", "tcp", &entry, tiny, sizeof tiny, &found);
    printf("no room: %s %d\n", strerrorname_np(error), found == NULL);
}

static void protocols(void) {
    struct protoent entry, *found;
    char room[2048];
    int error = getprotobyname_r("tcp", &entry, room, sizeof room, &found);
    printf("tcp: %d %s %d %s\n", error, found->p_name, found->p_proto, found->p_aliases[0]);
    error = getprotobynumber_r(17, &entry, room, sizeof room, &found);
    printf("17: %d %s\n", error, found->p_name);
}

static void hosts(void) {
    struct hostent entry, *found;
    char room[4096], tiny[8], text[INET_ADDRSTRLEN];
    int h_error = 0;
    int error = gethostbyname_r("127.0.0.1", &entry, room, sizeof room, &found, &h_error);
    printf("127.0.0.1: %d %s %s\n", error, found->h_name,
           inet_ntop(AF_INET, found->h_addr_list[0], text, sizeof text));
    error = gethostbyname2_r("::1", AF_INET6, &entry, room, sizeof room, &found, &h_error);
    printf("::1: %d %s %d\n", error, found->h_name, found->h_length);
    error = gethostbyname_r("localhost", &entry, tiny, sizeof tiny, &found, &h_error);
    printf("no room: %s %d\n", strerrorname_np(error), found == NULL);
}

static void walks(void) {
    int services = 0, protocols = 0;
    struct servent *s;
    struct protoent *p;
    setservent(1);
    while ((s = getservent())) services += strcmp(s->s_name, "ssh") == 0 && ntohs(s->s_port) == 22;
    endservent();
    setprotoent(0);
    while ((p = getprotoent())) protocols += p->p_proto == 6 && strcmp(p->p_name, "tcp") == 0;
    endprotoent();
    printf("walks: ssh %d time, tcp %d time\n", services, protocols);
}

static void classes(void) {
    const char *texts[] = {"10.1.2.3", "172.16.5.6", "192.168.7.8", "127.0.0.1", "0.0.0.9", "224.0.0.1"};
    for (int i = 0; i < 6; i++) {
        struct in_addr in = {inet_addr(texts[i])};
        in_addr_t net = inet_netof(in), host = inet_lnaof(in);
        struct in_addr back = inet_makeaddr(net, host);
        printf("%s: %#x %#x %s\n", texts[i], net, host, inet_ntoa(back));
    }
    const char *networks[] = {"10", "192.168", "1.2.3", "1.2.3.4", "0x7f.1", "010.1", "256", "1.2.3.4.5", "a", ""};
    for (int i = 0; i < 10; i++) printf("network '%s': %#x\n", networks[i], inet_network(networks[i]));
    printf("%s\n", inet_ntoa(inet_makeaddr(0x7f, 1)));
}

int main(void) {
    services();
    protocols();
    hosts();
    walks();
    classes();
}
