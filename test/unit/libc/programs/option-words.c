// Words of options behind -W, and what optopt says: the last mistake, whatever the program has put there.
#include <getopt.h>
#include <stdio.h>
static void walk(int argc, char **argv, const char *shorts, int only) {
    static const struct option options[] = {{"verbose", no_argument, 0, 'v'}, {"file", required_argument, 0, 'f'}, {0, 0, 0, 0}};
    int c, which = -1;
    optind = 0;
    optopt = 77;
    while ((c = (only ? getopt_long_only : getopt_long)(argc, argv, shorts, options, &which)) != -1) {
        printf("%c option %d [%s] optopt %d, next %d\n", c, which, optarg ? optarg : "", optopt, optind);
        which = -1;
    }
    printf("end %d\n", optind);
}
int main(void) {
    char *words[] = {"p", "--verbose=3", "-W", "file=3", "-Wverbose", "-W", "none", "-vW", "verbose", "-W", "file", "x", "-W", 0};
    walk(13, words, "vW;", 0);
    char *plain[] = {"p", "-W", "verbose", 0};
    walk(3, plain, "vW", 0);
    char *only[] = {"p", "-verbose", "-file", "q", "-z", "--verbo", 0};
    walk(6, only, "vf:", 1);
    char *quiet[] = {"p", "-W", 0};
    walk(2, quiet, ":W;", 0);
    return 0;
}
