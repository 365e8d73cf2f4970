// <glob.h>, <fnmatch.h>, <ftw.h>, <fts.h> in a folder of the program's own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(const char *name, const char *text) {
    int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) perror(name);
    close(fd);
}

static void show_glob(const char *pattern, int flags) {
    glob_t g;
    int result = glob(pattern, flags, NULL, &g);
    printf("glob %s %d:", pattern, result);
    for (size_t i = 0; result == 0 && i < g.gl_pathc; i++) printf(" %s", g.gl_pathv[i]);
    printf("\n");
    if (result == 0) globfree(&g);
}

static int files, folders;
static long bytes;

static int count(const char *path, const struct stat *st, int kind) {
    (void) path;
    if (kind == FTW_D) folders++;
    else files++, bytes += st->st_size;
    return 0;
}

static char lines[20][80];
static int used;

static int note(const char *path, const struct stat *st, int kind, struct FTW *place) {
    static const char *names[] = {"F", "D", "DNR", "NS", "SL", "DP", "SLN"};
    (void) st;
    sprintf(lines[used++], "%s %s level %d base %s", names[kind], path, place->level, path + place->base);
    return 0;
}

static int stop(const char *path, const struct stat *st, int kind, struct FTW *place) {
    (void) st, (void) kind, (void) place;
    return strstr(path, "deep") ? 42 : 0;
}

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void walk(int options) {
    char *roots[] = {"tree", "one.c", NULL};
    FTS *f = fts_open(roots, options, by_name);
    for (FTSENT *e; (e = fts_read(f));) {
        printf("%d:%d:%s:%s", e->fts_info, e->fts_level, e->fts_path, e->fts_name);
        if (e->fts_info == FTS_F) printf(":%ld", (long) e->fts_statp->st_size);
        printf("\n");
        if (strcmp(e->fts_name, "skipped") == 0) fts_set(f, e, FTS_SKIP);
    }
    printf("end %d\n", errno);
    fts_close(f);
}

int main(void) {
    char folder[] = "/tmp/pathsXXXXXX";
    if (!mkdtemp(folder) || chdir(folder) < 0) return 1;
    make("one.c", "1");
    make("two.c", "22");
    make("three.h", "333");
    make(".hidden.c", "h");
    mkdir("tree", 0755);
    mkdir("tree/deep", 0755);
    mkdir("tree/skipped", 0755);
    make("tree/a.txt", "aaaa");
    make("tree/deep/b.txt", "bbbbb");
    make("tree/skipped/c.txt", "c");
    if (symlink("../one.c", "tree/link") < 0 || symlink("nowhere", "tree/broken") < 0) return 2;

    show_glob("*.c", 0);
    show_glob("*", GLOB_MARK);
    show_glob("[!o]*.[ch]", 0);
    show_glob("tree/*/*.txt", 0);
    show_glob("{one,two,four}.c", GLOB_BRACE);
    show_glob("tree/[a-c]*", GLOB_MARK);
    show_glob("nothing*", 0);
    show_glob("nothing*", GLOB_NOCHECK);
    show_glob("o\\ne.c", 0);
    show_glob("*/", 0);
    show_glob(".*.c", 0);
    show_glob("./t*e/deep", GLOB_ONLYDIR);
    glob_t g;
    g.gl_offs = 2;
    glob("*.c", GLOB_DOOFFS, NULL, &g);
    glob("*.h", GLOB_DOOFFS | GLOB_APPEND, NULL, &g);
    printf("%zu %d %s\n", g.gl_pathc, g.gl_pathv[0] == NULL, g.gl_pathv[4]);
    globfree(&g);

    static const char *tests[][3] = {
        {"*.c", "a.c", ""}, {"*.c", ".c", "p"}, {"*", "a/b", "n"}, {"*", "a/b", ""}, {"a?c", "a/c", "n"}, {"[[:alpha:]]*", "9x", ""},
        {"[a-c]x", "bx", ""}, {"[!a-c]x", "bx", ""}, {"\\*", "*", ""}, {"\\*", "\\x", "e"}, {"A*", "abc", "c"}, {"src/*", "src/.x", "np"},
        {"*/c", "a/b/c", "n"}, {"a*b*c", "aXbYbZc", ""}, {"[", "[", ""}, {"[]a]", "]", ""}, {"src", "src/main.c", "l"}, {"", "", ""},
        {"[a-", "a", ""}, {"**", "", ""}, {"[^x]", "y", ""}, {"?", "", ""}};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        int flags = 0;
        for (const char *f = tests[i][2]; *f; f++)
            flags |= *f == 'n' ? FNM_PATHNAME : *f == 'p' ? FNM_PERIOD : *f == 'e' ? FNM_NOESCAPE : *f == 'c' ? FNM_CASEFOLD : FNM_LEADING_DIR;
        printf("%d", fnmatch(tests[i][0], tests[i][1], flags));
    }
    printf("\n");

    printf("%d ", ftw("tree", count, 10));
    printf("%d %d %ld\n", files, folders, bytes);
    nftw("tree", note, 10, FTW_PHYS);
    nftw("tree", note, 10, FTW_DEPTH | FTW_PHYS);
    qsort(lines, used, sizeof lines[0], by_text);
    for (int i = 0; i < used; i++) puts(lines[i]);
    printf("%d ", nftw("tree", stop, 10, FTW_PHYS));
    printf("%d\n", nftw("absent", stop, 10, 0) < 0 && errno == ENOENT);
    used = 0;
    nftw("tree", note, 10, FTW_DEPTH);
    printf("%d, the last: %s\n", used, lines[used - 1]);

    walk(FTS_PHYSICAL | FTS_NOCHDIR);
    walk(FTS_LOGICAL | FTS_NOCHDIR);
    char *bad[] = {"", NULL};
    printf("%d\n", fts_open(bad, FTS_PHYSICAL, NULL) == NULL && errno == ENOENT);
    return chdir("/");
}
