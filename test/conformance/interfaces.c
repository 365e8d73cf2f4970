// ioctl(2) on sockets: what is in their queues, how they behave, and what interfaces there are.
#include <net/if.h>

static void addr_text(const char *what, int result, struct sockaddr *address) {
    show(what, result);
    if (result == 0) printf("  %s\n", inet_ntoa(((struct sockaddr_in *)address)->sin_addr));
}

static void interface(int fd, const char *name) {
    struct ifreq req;
    memset(&req, 0, sizeof req);
    strcpy(req.ifr_name, name);
    printf("-- %s\n", name);
    addr_text("SIOCGIFADDR", ioctl(fd, SIOCGIFADDR, &req), &req.ifr_addr);
    addr_text("SIOCGIFNETMASK", ioctl(fd, SIOCGIFNETMASK, &req), &req.ifr_netmask);
    addr_text("SIOCGIFBRDADDR", ioctl(fd, SIOCGIFBRDADDR, &req), &req.ifr_broadaddr);
    SHOW(ioctl(fd, SIOCGIFMTU, &req));
    if (*name) printf("  mtu %d\n", req.ifr_mtu);
    int result = ioctl(fd, SIOCGIFFLAGS, &req);
    show("SIOCGIFFLAGS", result);
    if (result == 0) printf("  up %d loopback %d running %d\n", (req.ifr_flags & IFF_UP) != 0,
                            (req.ifr_flags & IFF_LOOPBACK) != 0, (req.ifr_flags & IFF_RUNNING) != 0);
    result = ioctl(fd, SIOCGIFINDEX, &req);
    printf("SIOCGIFINDEX %s\n", result == 0 ? req.ifr_ifindex > 0 ? "positive" : "?" : errno_text(errno));
}

static void queues(void) {
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL), n = -5;
    SHOW(send(a, "hello", 5, 0));
    pause_ms(10);
    SHOW(ioctl(b, FIONREAD, &n));
    SHOW(n);
    SHOW(ioctl(a, TIOCOUTQ, &n));
    SHOW(n);
    SHOW(ioctl(b, 0x8905, &n));  // SIOCATMARK
    SHOW(n);
    SHOW(ioctl(server, FIONREAD, &n));
    SHOW(ioctl(server, TIOCOUTQ, &n));
    SHOW(ioctl(tcp(), FIONREAD, &n));
    SHOW(ioctl(b, FIONREAD, (void *)8));
    SHOW(ioctl(b, 0x1234, &n));
    SHOW(ioctl(99, FIONREAD, &n));
    n = 1;
    SHOW(ioctl(b, FIONBIO, &n));
    SHOW((fcntl(b, F_GETFL) & O_NONBLOCK) != 0);
    n = 0;
    SHOW(ioctl(b, FIONBIO, &n));
    SHOW((fcntl(b, F_GETFL) & O_NONBLOCK) != 0);
    SHOW(ioctl(b, FIONBIO, (void *)8));
    SHOW(ioctl(b, FIOCLEX));
    SHOW(fcntl(b, F_GETFD));
    SHOW(ioctl(b, FIONCLEX));
    SHOW(fcntl(b, F_GETFD));
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(udp, 3);
    connect_to(udp, 3);
    SHOW(ioctl(udp, FIONREAD, &n));
    SHOW(n);
    SHOW(send(udp, "abc", 3, 0));
    SHOW(send(udp, "defgh", 5, 0));
    pause_ms(10);
    SHOW(ioctl(udp, FIONREAD, &n));
    SHOW(n);
    SHOW(ioctl(udp, TIOCOUTQ, &n));
    int pair[2], pipes[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    write(pair[0], "12345678", 8);
    SHOW(ioctl(pair[1], FIONREAD, &n));
    SHOW(n);
    SHOW(ioctl(pair[0], TIOCOUTQ, &n));
    SHOW(n > 8);
    pipe(pipes);
    write(pipes[1], "123", 3);
    SHOW(ioctl(pipes[0], FIONREAD, &n));
    SHOW(n);
    SHOW(ioctl(pipes[0], TIOCOUTQ, &n));
    SHOW(ioctl(pipes[0], SIOCGIFCONF, &n));
}

static void probe(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    interface(fd, "lo");
    interface(fd, "none0");
    interface(fd, "");
    interface(socket(AF_UNIX, SOCK_STREAM, 0), "lo");
    queues();
}
