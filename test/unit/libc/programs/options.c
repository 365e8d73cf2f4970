// Options, short and long, in any order; variables; strtok, strsep; atexit, on_exit.
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void options(const char *shorts, char *words) {
    char *argv[20] = {"prog"};
    int argc = 1, flag = 0, index = -1, c;
    for (char *w = strtok(words, " "); w; w = strtok(NULL, " ")) argv[argc++] = w;
    argv[argc] = NULL;
    struct option longs[] = {{"port", required_argument, NULL, 'p'}, {"verbose", no_argument, &flag, 5},
                             {"level", optional_argument, NULL, 'l'}, {"portal", no_argument, NULL, 'P'}, {0}};
    optind = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, shorts, longs, &index)) != -1) {
        if (c > 32) printf("%c", c);
        else printf("<%d>", c);
        if (optarg) printf("=%s", optarg);
        if (c == '?' || c == ':') printf("(%d)", optopt);
        printf(" ");
    }
    printf("| flag %d rest", flag);
    while (optind < argc) printf(" %s", argv[optind++]);
    puts("");
}

static void last(void) {
    puts("last");
}

static void status(int code, void *arg) {
    printf("status %d %s\n", code, (char *) arg);
}

int main(void) {
    char a[][80] = {"-a -p 80 file -b", "--port=8080 --verbose x -a y", "-ap80 -- -b", "--por 1", "--port",
                    "-x -p", "--level --level=3 -l9 -l", "one two -a", "--verbose=1 -", "-abab"};
    for (size_t i = 0; i < sizeof a / sizeof *a; i++) options(i == 7 ? "+abp:l::" : "abp:l::", a[i]);
    char b[] = "-x -p", d[] = "one -a two";
    options(":abp:", b);
    options("-a", d);
    setenv("NAME", "value", 1);
    setenv("NAME", "other", 0);
    printf("%s", getenv("NAME"));
    setenv("NAME", "other", 1);
    printf(" %s", getenv("NAME"));
    unsetenv("NAME");
    printf(" %d", getenv("NAME") == NULL);
    char put[] = "PUT=1";
    putenv(put);
    put[4] = '2';
    printf(" %s %d\n", getenv("PUT"), setenv("A=B", "", 1));
    char list[] = "a,,b;c", *rest = list, *word;
    while ((word = strsep(&rest, ",;"))) printf("[%s]", word);
    puts("");
    atexit(last);
    on_exit(status, "on_exit");
    exit(3);
}
