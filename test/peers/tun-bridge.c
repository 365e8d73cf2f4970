/*
 * tun-bridge NAME COMMAND [ARGUMENT ...]: joins a TUN device to a command that speaks packets.
 *
 * The device gives and takes raw IP packets; the command does the same on its standard input and
 * output, each packet after its length in two bytes, big-endian. The bridge carries them across
 * and ends with the command's status. The device exists as long as the bridge does; the command
 * "setup" of the test gives it its address.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int open_tun(const char *name) {
    struct ifreq request;
    int fd = open("/dev/net/tun", O_RDWR);
    if (fd < 0) die("/dev/net/tun");
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(fd, TUNSETIFF, &request) < 0) die("TUNSETIFF");
    return fd;
}

static void write_all(int fd, const unsigned char *bytes, size_t count) {
    while (count > 0) {
        ssize_t n = write(fd, bytes, count);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) die("write to the command");
        bytes += n;
        count -= (size_t)n;
    }
}

/* Sends the whole packets at the front of the buffer to the device; returns what is left over. */
static size_t to_device(int tun, unsigned char *buffer, size_t have) {
    size_t at = 0;
    while (have - at >= 2) {
        size_t length = (size_t)buffer[at] << 8 | buffer[at + 1];
        if (have - at < 2 + length) break;
        /* A device that is down or full loses packets, as wires do. */
        if (write(tun, buffer + at + 2, length) < 0 && errno == EBADF) die("write to the device");
        at += 2 + length;
    }
    memmove(buffer, buffer + at, have - at);
    return have - at;
}

int main(int argc, char **argv) {
    static unsigned char packet[2 + 65536], buffer[2 * 65538];
    size_t have = 0;
    int in[2], out[2], status;
    if (argc < 3) {
        fprintf(stderr, "usage: tun-bridge NAME COMMAND [ARGUMENT ...]\n");
        return 2;
    }
    int tun = open_tun(argv[1]);
    if (pipe(in) < 0 || pipe(out) < 0) die("pipe");
    pid_t child = fork();
    if (child < 0) die("fork");
    if (child == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        close(tun);
        execvp(argv[2], argv + 2);
        die(argv[2]);
    }
    close(in[0]);
    close(out[1]);
    struct pollfd fds[2] = {{.fd = tun, .events = POLLIN}, {.fd = out[0], .events = POLLIN}};
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR) die("poll");
        if (fds[0].revents & POLLIN) {
            ssize_t n = read(tun, packet + 2, sizeof packet - 2);
            if (n > 0) {
                packet[0] = (unsigned char)(n >> 8);
                packet[1] = (unsigned char)n;
                write_all(in[1], packet, (size_t)n + 2);
            }
        }
        if (fds[1].revents & (POLLIN | POLLHUP)) {
            ssize_t n = read(out[0], buffer + have, sizeof buffer - have);
            if (n <= 0) break;
            have = to_device(tun, buffer, have + (size_t)n);
        }
    }
    if (waitpid(child, &status, 0) < 0) die("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
