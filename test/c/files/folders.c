// glob: folders on the way, names behind a pattern, and no pattern at all; regcomp of half a bracket.
#define _GNU_SOURCE
#include <fcntl.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *pattern, int flags) {
    glob_t g;
    int error = glob(pattern, flags, NULL, &g);
    printf("%s: %d", pattern, error);
    for (size_t i = 0; !error && i < g.gl_pathc; i++) printf(" %s", g.gl_pathv[i]);
    puts("");
    globfree(&g);
}

int main(void) {
    char folder[] = "/tmp/globXXXXXX";
    if (!mkdtemp(folder) || chdir(folder) < 0 || mkdir("sub", 0700) < 0) return 1;
    close(open("sub/z.c", O_CREAT | O_WRONLY, 0600));
    close(open("a.c", O_CREAT | O_WRONLY, 0600));
    show("*/*", GLOB_PERIOD);
    show("*/z.c", GLOB_ONLYDIR);
    show("*", GLOB_ONLYDIR);
    show("", GLOB_NOMAGIC);
    show("none", GLOB_NOMAGIC);
    regex_t r;
    printf("%d %d %d\n", regcomp(&r, "[", 0) == REG_BADPAT, regcomp(&r, "[^", 0) == REG_BADPAT, regcomp(&r, "[a", 0) == REG_EBRACK);
    return unlink("sub/z.c") || unlink("a.c") || rmdir("sub") || rmdir(folder);
}
// → */*: 0 sub/. sub/.. sub/z.c
// → */z.c: 0 sub/z.c
// → *: 0 sub
// → : 3
// → none: 0 none
// → 1 1 1
