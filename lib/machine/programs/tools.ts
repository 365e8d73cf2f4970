// echo, cat, sleep: programs of a few lines that a terminal cannot do without.
//
// Source: behaviour of GNU coreutils 9.1 without options, save echo -n.

import type { SourceFile } from '../../cc/compile.ts';

const ECHO_TEXT = String.raw`// echo: print the words of the command line.

#include <errno.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    int first = argc > 1 && strcmp(argv[1], "-n") == 0 ? 2 : 1;
    for (int i = first; i < argc; i++) printf("%s%s", i > first ? " " : "", argv[i]);
    if (first == 1) putchar('\n');
    if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
    fprintf(stderr, "echo: write error: %s\n", strerror(errno));
    return 1;
}
`;

const CAT_TEXT = String.raw`// cat: copy files, or standard input, to standard output.

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What is read must not be what grows while it is read.
static int is_output(int fd) {
    struct stat in, out;
    if (fstat(STDOUT_FILENO, &out) < 0 || !S_ISREG(out.st_mode) || fstat(fd, &in) < 0) return 0;
    int same = in.st_dev == out.st_dev && in.st_ino == out.st_ino;
    return same && lseek(fd, 0, SEEK_CUR) < in.st_size;
}

static int copy(int fd, const char *name) {
    char bytes[16384];
    ssize_t n;
    if (is_output(fd)) {
        fprintf(stderr, "cat: %s: input file is output file\n", name);
        return 1;
    }
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        for (ssize_t done = 0, part; done < n; done += part)
            if ((part = write(STDOUT_FILENO, bytes + done, n - done)) < 0) {
                perror("cat: write error");
                return 1;
            }
    if (n < 0) fprintf(stderr, "cat: %s: %s\n", name, strerror(errno));
    return n < 0;
}

int main(int argc, char **argv) {
    int status = argc > 1 ? 0 : copy(STDIN_FILENO, "-");
    for (int i = 1; i < argc; i++) {
        int is_input = strcmp(argv[i], "-") == 0;
        int fd = is_input ? STDIN_FILENO : open(argv[i], O_RDONLY);
        if (fd < 0) {
            fprintf(stderr, "cat: %s: %s\n", argv[i], strerror(errno));
            status = 1;
            continue;
        }
        status |= copy(fd, argv[i]);
        if (!is_input) close(fd);
    }
    return status;
}
`;

const SLEEP_TEXT = String.raw`// sleep: do nothing for a number of seconds.

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "sleep: missing operand\nTry 'sleep --help' for more information.\n");
        return 1;
    }
    double seconds = 0;
    for (int i = 1; i < argc; i++) {
        char *end;
        double part = strtod(argv[i], &end);
        int unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 1;
        if (end == argv[i] || part < 0 || (*end && (unit == 1 && *end != 's')) || (*end && end[1])) {
            fprintf(stderr, "sleep: invalid time interval '%s'\n", argv[i]);
            fprintf(stderr, "Try 'sleep --help' for more information.\n");
            return 1;
        }
        seconds += part * unit;
    }
    struct timespec time = {.tv_sec = (time_t) seconds};
    time.tv_nsec = (long) ((seconds - (double) time.tv_sec) * 1e9);
    return nanosleep(&time, NULL) == 0 ? 0 : 1;
}
`;

export const ECHO: SourceFile = { name: 'echo.c', text: ECHO_TEXT };
export const CAT: SourceFile = { name: 'cat.c', text: CAT_TEXT };
export const SLEEP: SourceFile = { name: 'sleep.c', text: SLEEP_TEXT };
