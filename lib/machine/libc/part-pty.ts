// <pty.h>, and what of <utmp.h> writes who comes and goes: for programs that give somebody a terminal.
//
// Source: openpty(3), login(3), getutent_r(3); glibc 2.36 under strace.
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

const COMING = `#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <utmp.h>

static void now(struct utmp *entry) {
    struct timeval time;
    gettimeofday(&time, NULL);
    entry->ut_tv.tv_sec = time.tv_sec;
    entry->ut_tv.tv_usec = time.tv_usec;
}

void login(const struct utmp *entry) {
    struct utmp copy = *entry;
    char path[100];
    copy.ut_type = USER_PROCESS;
    copy.ut_pid = getpid();
    int is_terminal = 0;
    for (int fd = 0; fd < 3 && !is_terminal; fd++) is_terminal = ttyname_r(fd, path, sizeof path) == 0;
    if (is_terminal) {
        strncpy(copy.ut_line, strncmp(path, "/dev/", 5) == 0 ? path + 5 : path, UT_LINESIZE);
        if (utmpname(UTMP_FILE) == 0) {
            setutent();
            pututline(&copy);
            endutent();
        }
    } else strncpy(copy.ut_line, "???", UT_LINESIZE);
    updwtmp(WTMP_FILE, &copy);
}

int logout(const char *line) {
    struct utmp wanted, *found;
    int done = 0;
    if (utmpname(UTMP_FILE) < 0) return 0;
    setutent();
    memset(&wanted, 0, sizeof wanted);
    wanted.ut_type = USER_PROCESS;
    strncpy(wanted.ut_line, line, sizeof wanted.ut_line);
    found = getutline(&wanted);
    if (found) {
        struct utmp entry = *found;
        memset(entry.ut_name, 0, sizeof entry.ut_name);
        memset(entry.ut_host, 0, sizeof entry.ut_host);
        now(&entry);
        entry.ut_type = DEAD_PROCESS;
        done = pututline(&entry) != NULL;
    }
    endutent();
    return done;
}

void logwtmp(const char *line, const char *name, const char *host) {
    struct utmp entry;
    memset(&entry, 0, sizeof entry);
    entry.ut_pid = getpid();
    entry.ut_type = name[0] ? USER_PROCESS : DEAD_PROCESS;
    strncpy(entry.ut_line, line, sizeof entry.ut_line);
    strncpy(entry.ut_name, name, sizeof entry.ut_name);
    strncpy(entry.ut_host, host, sizeof entry.ut_host);
    now(&entry);
    updwtmp(WTMP_FILE, &entry);
}

static int into(struct utmp *entry, struct utmp *buffer, struct utmp **result) {
    *result = entry ? memcpy(buffer, entry, sizeof *buffer) : NULL;
    return entry ? 0 : -1;
}

int getutent_r(struct utmp *buffer, struct utmp **result) {
    return into(getutent(), buffer, result);
}

int getutid_r(const struct utmp *id, struct utmp *buffer, struct utmp **result) {
    return into(getutid(id), buffer, result);
}

int getutline_r(const struct utmp *line, struct utmp *buffer, struct utmp **result) {
    return into(getutline(line), buffer, result);
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
  sources: [
    { name: 'libc/pty.c', text: PTY },
    { name: 'libc/coming-and-going.c', text: COMING },
  ],
};
