// Makes calls of this machine's own kernel and plays the wire of a TUN device for it.
//
// It lives in a network namespace of its own and obeys lines on standard input:
//   y NAME VALUE        writes /proc/sys/NAME
//   c NR A0 .. A5 HEX   copies HEX to the memory at 0x20000000 and makes the call, in a thread
//   i HEX               gives an IP packet to the host
// It says: `b MICROSECONDS` (a call or a packet begins now), `r MICROSECONDS RESULT HEX` (a call is
// over; the memory after it), `p MICROSECONDS HEX` (the host sent a packet), `ready`.
//
// Build: gcc -O1 -pthread -o tun-host tun-host.c. Needs root.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_BASE 0x20000000UL
#define MEMORY_BYTES (32UL << 20)
#define SHOWN_BYTES 65536
#define TUN_FD 900

static unsigned char *memory;
static pthread_mutex_t speak = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static struct { int pending; long nr, args[6]; size_t bytes; } call;

static void die(const char *what) { perror(what); exit(1); }

static long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static void say(char kind, long us, long result, const unsigned char *bytes, size_t n)
{
    static char line[2 * SHOWN_BYTES + 256];
    pthread_mutex_lock(&speak);
    int at = sprintf(line, "%c %ld ", kind, us);
    if (kind == 'r') at += sprintf(line + at, "%ld ", result);
    for (size_t i = 0; i < n && i < SHOWN_BYTES; i++) at += sprintf(line + at, "%02x", bytes[i]);
    line[at++] = '\n';
    for (int done = 0; done < at;) {
        ssize_t w = write(1, line + done, at - done);
        if (w < 0) exit(1);
        done += w;
    }
    pthread_mutex_unlock(&speak);
}

static void *caller(void *unused)
{
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&lock);
        while (!call.pending) pthread_cond_wait(&wake, &lock);
        pthread_mutex_unlock(&lock);
        long *a = call.args;
        long result = syscall(call.nr, a[0], a[1], a[2], a[3], a[4], a[5]);
        if (result < 0) result = -errno;
        long us = now_us();
        pthread_mutex_lock(&lock);
        call.pending = 0;
        pthread_mutex_unlock(&lock);
        say('r', us, result, memory, call.bytes);
    }
    return NULL;
}

/* Others on this machine must not make this program late, as far as that can be had. */
static void go_first(void)
{
    struct sched_param most = {.sched_priority = 20};
    if (sched_setscheduler(0, SCHED_FIFO, &most) < 0) perror("sched_setscheduler");
}

static void put_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) fprintf(stderr, "%s: %m\n", path);
    if (fd >= 0) close(fd);
}

static int open_tun(void)
{
    struct ifreq r = {0};
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    if (fd < 0) die("/dev/net/tun");
    r.ifr_flags = IFF_TUN | IFF_NO_PI;
    strcpy(r.ifr_name, "tun0");
    if (ioctl(fd, TUNSETIFF, &r) < 0) die("TUNSETIFF");
    if (dup2(fd, TUN_FD) < 0) die("dup2");
    close(fd);

    int s = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in *a = (struct sockaddr_in *)&r.ifr_addr;
    memset(a, 0, sizeof *a);
    a->sin_family = AF_INET;
    a->sin_addr.s_addr = inet_addr("192.168.0.1");
    if (ioctl(s, SIOCSIFADDR, &r) < 0) die("SIOCSIFADDR");
    a->sin_addr.s_addr = inet_addr("255.255.255.0");
    if (ioctl(s, SIOCSIFNETMASK, &r) < 0) die("SIOCSIFNETMASK");
    r.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(s, SIOCSIFFLAGS, &r) < 0) die("SIOCSIFFLAGS");
    // What is sent before the kernel has seen the carrier is dropped.
    for (int tries = 0; tries < 400; tries++) {
        if (ioctl(s, SIOCGIFFLAGS, &r) == 0 && (r.ifr_flags & IFF_RUNNING)) break;
        usleep(10000);
    }
    usleep(20000);
    strcpy(r.ifr_name, "lo");
    ioctl(s, SIOCSIFFLAGS, &r);
    struct rtentry route = {0};
    ((struct sockaddr_in *)&route.rt_dst)->sin_family = AF_INET;
    ((struct sockaddr_in *)&route.rt_genmask)->sin_family = AF_INET;
    route.rt_flags = RTF_UP;
    route.rt_dev = "tun0";
    if (ioctl(s, SIOCADDRT, &route) < 0) die("SIOCADDRT");
    close(s);
    return TUN_FD;
}

static size_t unhex(const char *text, unsigned char *into, size_t room)
{
    size_t n = 0;
    for (; n < room && isxdigit(text[2 * n]) && isxdigit(text[2 * n + 1]); n++) {
        unsigned byte = 0;
        for (int i = 0; i < 2; i++) {
            int c = tolower(text[2 * n + i]);
            byte = byte * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        into[n] = byte;
    }
    return n;
}

static void obey(char *line)
{
    static unsigned char packet[65536];
    if (line[0] == 'i') {
        size_t n = unhex(line + 2, packet, sizeof packet);
        say('b', now_us(), 0, NULL, 0);
        if (write(TUN_FD, packet, n) < 0) fprintf(stderr, "tun: %m\n");
    } else if (line[0] == 'y') {
        char name[200], path[256], value[200];
        if (sscanf(line, "y %199s %199[^\n]", name, value) != 2) return;
        snprintf(path, sizeof path, "/proc/sys/%s", name);
        put_file(path, value);
    } else if (line[0] == 'c') {
        int at = 0;
        pthread_mutex_lock(&lock);
        if (call.pending) { fprintf(stderr, "a call still sleeps\n"); exit(1); }
        sscanf(line, "c %ld %ld %ld %ld %ld %ld %ld %n", &call.nr, &call.args[0], &call.args[1],
               &call.args[2], &call.args[3], &call.args[4], &call.args[5], &at);
        call.bytes = unhex(line + at, memory, MEMORY_BYTES);
        call.pending = 1;
        say('b', now_us(), 0, NULL, 0);
        pthread_cond_signal(&wake);
        pthread_mutex_unlock(&lock);
    }
}

/* The addresses that the model has for IPv6, and the way to everywhere. */
static void use_ipv6(void)
{
    put_file("/proc/sys/net/ipv6/conf/tun0/addr_gen_mode", "1");
    put_file("/proc/sys/net/ipv6/conf/tun0/accept_ra", "0");
    put_file("/proc/sys/net/ipv6/conf/tun0/router_solicitations", "0");
    put_file("/proc/sys/net/ipv6/conf/tun0/disable_ipv6", "0");
    const char *commands = "ip -6 addr add fd00::c0a8:1/64 dev tun0 nodad; ip -6 route add default dev tun0";
    if (system(commands) != 0) fprintf(stderr, "%s failed\n", commands);
    usleep(20000);
}

int main(int argc, char **argv)
{
    static char buffer[8 << 20];
    static unsigned char packet[65536];
    size_t have = 0;
    pthread_t thread;
    // Without this, another namespace than the first may not choose cubic.
    put_file("/proc/sys/net/ipv4/tcp_allowed_congestion_control", "reno cubic");
    go_first();
    if (unshare(CLONE_NEWNET) < 0) die("unshare");
    signal(SIGPIPE, SIG_IGN);
    put_file("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    put_file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
    int tun = open_tun();
    if (argc > 1 && strcmp(argv[1], "ipv6") == 0) use_ipv6();
    memory = mmap((void *)MEMORY_BASE, MEMORY_BYTES, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (memory == MAP_FAILED) die("mmap");
    pthread_create(&thread, NULL, caller, NULL);
    if (write(1, "ready\n", 6) < 0) return 1;
    for (;;) {
        struct pollfd fds[2] = {{0, POLLIN, 0}, {tun, POLLIN, 0}};
        if (poll(fds, 2, -1) < 0) continue;
        if (fds[1].revents & POLLIN) {
            long us = now_us();
            ssize_t n;
            while ((n = read(tun, packet, sizeof packet)) > 0) say('p', us, 0, packet, n);
        }
        if (fds[0].revents & (POLLIN | POLLHUP)) {
            ssize_t n = read(0, buffer + have, sizeof buffer - have - 1);
            if (n <= 0) return 0;
            have += n;
            buffer[have] = 0;
            char *line = buffer, *end;
            while ((end = memchr(line, '\n', buffer + have - line))) {
                *end = 0;
                obey(line);
                line = end + 1;
            }
            have -= line - buffer;
            memmove(buffer, line, have);
        }
    }
}
