// <pty.h>: for programs that give somebody a terminal.
//
// Source: openpty(3); glibc 2.36 under strace.
// Departs: there are no pseudo-terminals, so openpty() and forkpty() end with what open() says of /dev/ptmx, ENOENT.

import type { LibraryPart } from './parts.ts';

const PTY = `#define _GNU_SOURCE
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

int openpty(int *amaster, int *aslave, char *name, const struct termios *termp, const struct winsize *winp) {
    char path[64];
    int master = getpt(), slave = -1;
    if (master < 0) return -1;
    if (grantpt(master) == 0 && unlockpt(master) == 0 && ptsname_r(master, path, sizeof path) == 0) slave = open(path, O_RDWR | O_NOCTTY);
    if (slave < 0) {
        close(master);
        return -1;
    }
    if (termp) tcsetattr(slave, TCSAFLUSH, termp);
    if (winp) ioctl(slave, TIOCSWINSZ, winp);
    *amaster = master;
    *aslave = slave;
    if (name) strcpy(name, path);
    return 0;
}

int forkpty(int *amaster, char *name, const struct termios *termp, const struct winsize *winp) {
    int master, slave;
    if (openpty(&master, &slave, name, termp, winp) < 0) return -1;
    pid_t child = fork();
    if (child != 0) close(child < 0 ? master : slave);
    if (child < 0) close(slave);
    if (child > 0) *amaster = master;
    if (child == 0) {
        close(master);
        if (login_tty(slave) < 0) _exit(1);
    }
    return child;
}

int login_tty(int fd) {
    setsid();
    if (ioctl(fd, TIOCSCTTY, NULL) < 0) return -1;
    for (int i = 0; i < 3; i++) dup2(fd, i);
    if (fd > 2) close(fd);
    return 0;
}
`;

export const PTY_PART: LibraryPart = {
  headers: [
    {
      name: 'pty.h',
      includes: ['termios.h', 'sys/ioctl.h'],
      text: `int openpty(int *amaster, int *aslave, char *name, const struct termios *termp, const struct winsize *winp);
int forkpty(int *amaster, char *name, const struct termios *termp, const struct winsize *winp);`,
    },
  ],
  sources: [{ name: 'libc/pty.c', text: PTY }],
};
