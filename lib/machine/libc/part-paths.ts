// <fnmatch.h>, <glob.h>, <ftw.h>, <fts.h>: patterns of names, and walks through a tree of files.
//
// One idea: a walk is a folder read whole, sorted where that is promised, and then each of its entries;
// a pattern with slashes is a walk that only goes where its parts fit.
//
// Source: POSIX.1-2017 2.13 and its pages on fnmatch, glob, nftw; glibc 2.36 for order and flags; fts(3).
// Departs: no collating symbols and classes of equal letters; glob knows no GLOB_ALTDIRFUNC.

import type { LibraryPart } from './parts.ts';
import { FTS_HEADER, FTS_SOURCE } from './source-fts.ts';

const FNMATCH = String.raw`#define _GNU_SOURCE
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

static int same(int a, int b, int flags) {
    return flags & FNM_CASEFOLD ? tolower(a) == tolower(b) : a == b;
}

static int in_class(const char *name, size_t n, int c) {
    static const char *const names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                        "lower", "print", "punct", "space", "upper", "xdigit"};
    static int (*const tests[])(int) = {isalnum, isalpha, isblank, iscntrl, isdigit, isgraph,
                                        islower, isprint, ispunct, isspace, isupper, isxdigit};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0) return tests[i](c) != 0;
    return 0;
}

/* Behind '[': where the expression ends, or NULL where it does not; *fits says whether c is in it. */
static const char *bracket(const char *p, int c, int flags, int *fits) {
    int not = *p == '!' || *p == '^', found = 0;
    if (not) p++;
    for (const char *start = p; p == start || *p != ']'; ) {
        if (!*p || (*p == '/' && flags & FNM_PATHNAME)) return NULL;
        if (p[0] == '[' && p[1] == ':') {
            const char *end = strstr(p + 2, ":]");
            if (end) {
                found |= in_class(p + 2, end - p - 2, c);
                p = end + 2;
                continue;
            }
        }
        int low = *p++;
        if (low == '\\' && !(flags & FNM_NOESCAPE) && !(low = *p++)) return NULL;
        int high = low;
        if (p[0] == '-' && p[1] && p[1] != ']') {
            p++;
            high = *p++;
            if (high == '\\' && !(flags & FNM_NOESCAPE) && !(high = *p++)) return NULL;
        }
        int d = flags & FNM_CASEFOLD ? tolower(c) : c;
        found |= (low <= c && c <= high) || (low <= d && d <= high) || (flags & FNM_CASEFOLD && low <= toupper(c) && toupper(c) <= high);
    }
    *fits = found != not;
    return p + 1;
}

static int hidden(const char *s, const char *string, int flags) {
    return flags & FNM_PERIOD && *s == '.' && (s == string || (flags & FNM_PATHNAME && s[-1] == '/'));
}

static int match(const char *p, const char *s, const char *string, int flags) {
    for (; *p; s++) {
        int c = (unsigned char) *p++, fits;
        if (c == '*') {
            if (hidden(s, string, flags)) return FNM_NOMATCH;
            while (*p == '*') p++;
            for (;; s++) {
                if (match(p, s, string, flags) == 0) return 0;
                if (!*s || (*s == '/' && flags & FNM_PATHNAME)) return FNM_NOMATCH;
            }
        }
        if (!*s) return FNM_NOMATCH;
        if (c == '?' || c == '[') {
            const char *end = c == '[' ? bracket(p, (unsigned char) *s, flags, &fits) : p;
            if (end) {
                if ((*s == '/' && flags & FNM_PATHNAME) || hidden(s, string, flags)) return FNM_NOMATCH;
                if (c == '[' && !fits) return FNM_NOMATCH;
                p = end;
                continue;
            }
        }
        if (c == '\\' && !(flags & FNM_NOESCAPE) && !(c = (unsigned char) *p++)) return FNM_NOMATCH;
        if (!same(c, (unsigned char) *s, flags)) return FNM_NOMATCH;
    }
    return !*s || (flags & FNM_LEADING_DIR && *s == '/') ? 0 : FNM_NOMATCH;
}

int fnmatch(const char *pattern, const char *string, int flags) {
    return match(pattern, string, string, flags);
}
`;

const GLOB = String.raw`#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
    glob_t *found;
    int flags, error, files;
    int (*complain)(const char *path, int number);
};

static void add(struct walk *w, const char *path, int folder) {
    glob_t *g = w->found;
    size_t n = g->gl_offs + g->gl_pathc, length = strlen(path);
    char **larger = realloc(g->gl_pathv, (n + 2) * sizeof *larger);
    char *copy = larger ? malloc(length + 2) : NULL;
    if (larger) g->gl_pathv = larger;
    if (!copy) {
        w->error = GLOB_NOSPACE;
        return;
    }
    for (size_t i = 0; g->gl_pathc == 0 && i < g->gl_offs; i++) larger[i] = NULL;
    strcpy(copy, path);
    if (folder && w->flags & GLOB_MARK) strcpy(copy + length, "/");
    larger[n] = copy;
    larger[n + 1] = NULL;
    g->gl_pathc++;
}

int glob_pattern_p(const char *pattern, int quote) {
    for (const char *p = pattern; *p; p++) {
        if (*p == '?' || *p == '*') return 1;
        if (*p == '\\' && quote && p[1]) p++;
        else if (*p == '[' && strchr(p + 1, ']')) return 1;
    }
    return 0;
}

/* A part without a wildcard is a name: its backslashes go. */
static void unquote(char *part, int flags) {
    if (flags & GLOB_NOESCAPE) return;
    char *to = part;
    for (char *from = part; *from; from++) *to++ = *from == '\\' && from[1] ? *++from : *from;
    *to = '\0';
}

static int is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void descend(struct walk *w, const char *path, const char *rest);

static void through(struct walk *w, const char *path, const char *part, const char *rest) {
    DIR *d = opendir(*path ? path : ".");
    if (!d) {
        int stop = w->complain && w->complain(*path ? path : ".", errno);
        if (stop || w->flags & GLOB_ERR) w->error = GLOB_ABORTED;
        return;
    }
    /* A folder on the way has a leading dot only where the pattern says so. */
    int flags = (w->flags & GLOB_PERIOD && !*rest ? 0 : FNM_PERIOD) | (w->flags & GLOB_NOESCAPE ? FNM_NOESCAPE : 0);
    for (struct dirent *e; !w->error && (e = readdir(d));) {
        if (fnmatch(part, e->d_name, flags) != 0) continue;
        char *next;
        if (asprintf(&next, "%s%s", path, e->d_name) < 0) break;
        /* GLOB_ONLYDIR is about what a pattern finds, and not about a name behind one. */
        w->files = !(w->flags & GLOB_ONLYDIR) || *rest;
        descend(w, next, rest);
        free(next);
    }
    closedir(d);
}

/* The path so far, and what is left of the pattern: slashes, then a part, then more. */
static void descend(struct walk *w, const char *path, const char *rest) {
    if (w->error) return;
    size_t slashes = strspn(rest, "/"), n = strcspn(rest + slashes, "/");
    struct stat st;
    if (slashes > 0 && *path && !is_folder(path)) return;
    if (rest[slashes] == '\0') {
        char *whole;
        int there = !*path ? slashes > 0 : lstat(path, &st) == 0;
        if (!there || asprintf(&whole, "%s%.*s", path, (int) slashes, rest) < 0) return;
        int folder = slashes == 0 && is_folder(whole);
        if (w->files || slashes || folder) add(w, whole, folder);
        free(whole);
        return;
    }
    char *before = NULL, *part = strndup(rest + slashes, n);
    if (!part || asprintf(&before, "%s%.*s", path, (int) slashes, rest) < 0) w->error = GLOB_NOSPACE;
    else if (glob_pattern_p(part, !(w->flags & GLOB_NOESCAPE))) through(w, before, part, rest + slashes + n);
    else {
        char *next;
        unquote(part, w->flags);
        if (asprintf(&next, "%s%s", before, part) >= 0) {
            descend(w, next, rest + slashes + n);
            free(next);
        }
    }
    free(part);
    free(before);
}

/* {one,two}: the first braces are opened, and each alternative is a pattern of its own. */
static int each_brace(struct walk *w, const char *pattern, void (*then)(struct walk *, const char *)) {
    const char *open = w->flags & GLOB_BRACE ? strchr(pattern, '{') : NULL, *close = open;
    int depth = 0;
    for (; close && *close; close++) {
        depth += *close == '{';
        if (*close == '}' && --depth == 0) break;
    }
    if (!open || !*close || close == open + 1) {
        then(w, pattern);
        return 0;
    }
    for (const char *from = open + 1, *p = from; p <= close; p++) {
        depth += (*p == '{') - (*p == '}');
        if ((*p == ',' && depth == 0) || p == close) {
            char *one;
            if (asprintf(&one, "%.*s%.*s%s", (int) (open - pattern), pattern, (int) (p - from), from, close + 1) < 0) break;
            each_brace(w, one, then);
            free(one);
            from = p + 1;
        }
    }
    return 0;
}

static int by_name(const void *a, const void *b) {
    return strcoll(*(char *const *) a, *(char *const *) b);
}

static void one_pattern(struct walk *w, const char *pattern) {
    size_t before = w->found->gl_pathc;
    char *whole = NULL;
    if (*pattern == '~' && w->flags & (GLOB_TILDE | GLOB_TILDE_CHECK)) {
        size_t n = strcspn(pattern, "/");
        char *name = strndup(pattern + 1, n - 1), *home = getenv("HOME");
        struct passwd *user = *name || !home ? getpwnam(*name ? name : "root") : NULL;
        if (*name || !home) home = user ? user->pw_dir : NULL;
        free(name);
        if (home && asprintf(&whole, "%s%s", home, pattern + n) < 0) w->error = GLOB_NOSPACE;
    }
    descend(w, "", whole ? whole : pattern);
    free(whole);
    size_t n = w->found->gl_pathc - before;
    if (n > 1 && !(w->flags & GLOB_NOSORT))
        qsort(w->found->gl_pathv + w->found->gl_offs + before, n, sizeof(char *), by_name);
}

int glob(const char *pattern, int flags, int (*errfunc)(const char *epath, int eerrno), glob_t *pglob) {
    struct walk w = {pglob, flags, 0, 1, errfunc};
    if (!(flags & GLOB_DOOFFS)) pglob->gl_offs = 0;
    if (!(flags & GLOB_APPEND)) {
        pglob->gl_pathc = 0;
        pglob->gl_pathv = NULL;
    }
    pglob->gl_flags = flags;
    size_t before = pglob->gl_pathc;
    each_brace(&w, pattern, one_pattern);
    if (w.error) return w.error;
    if (pglob->gl_pathc > before) {
        if (glob_pattern_p(pattern, !(flags & GLOB_NOESCAPE))) pglob->gl_flags |= GLOB_MAGCHAR;
        return 0;
    }
    if (!(flags & GLOB_NOCHECK) && !(flags & GLOB_NOMAGIC && *pattern && !glob_pattern_p(pattern, 1))) return GLOB_NOMATCH;
    add(&w, pattern, 0);
    return w.error;
}

void globfree(glob_t *pglob) {
    for (size_t i = 0; i < pglob->gl_pathc; i++) free(pglob->gl_pathv[pglob->gl_offs + i]);
    free(pglob->gl_pathv);
    pglob->gl_pathv = NULL;
    pglob->gl_pathc = 0;
}
`;

const FTW = String.raw`#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
    __ftw_func_t simple;
    __nftw_func_t full;
    int flags, top;
    dev_t device;
    struct seen { dev_t dev; ino_t ino; struct seen *next; } *seen;
};

/* With FTW_CHDIR the program is called in the folder of what it is told of; we look from the top. */
static int tell(struct walk *w, const char *path, const struct stat *st, int kind, int base, int level) {
    struct FTW place = {base, level};
    if (kind == FTW_SL && !w->full) kind = FTW_F;
    if (!w->full) return w->simple(path, st, kind);
    if (w->top < 0 || base == 0) return w->full(path, st, kind, &place);
    char *folder = strndup(path, base);
    int result = folder && chdir(folder) == 0 ? w->full(path, st, kind, &place) : -1;
    free(folder);
    fchdir(w->top);
    return result;
}

static int visit(struct walk *w, const char *path, int base, int level);

static int inside(struct walk *w, const char *path, const struct stat *st, int base, int level) {
    DIR *d = opendir(path);
    if (!d) return errno == EACCES ? tell(w, path, st, FTW_DNR, base, level) : -1;
    int result = w->flags & FTW_DEPTH ? 0 : tell(w, path, st, FTW_D, base, level);
    int acts = w->flags & FTW_ACTIONRETVAL, slash = path[strlen(path) - 1] == '/';
    if (acts && result == FTW_SKIP_SUBTREE) {
        closedir(d);
        return 0;
    }
    for (struct dirent *e; result == 0 && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        char *next;
        if (asprintf(&next, "%s%s%s", path, slash ? "" : "/", e->d_name) < 0) result = -1;
        else {
            result = visit(w, next, strlen(path) + !slash, level + 1);
            free(next);
        }
    }
    if (acts && result == FTW_SKIP_SIBLINGS) result = 0;
    closedir(d);
    return result == 0 && w->flags & FTW_DEPTH ? tell(w, path, st, FTW_DP, base, level) : result;
}

/* Links are followed unless FTW_PHYS says no, and then no folder is walked twice. */
static int visit(struct walk *w, const char *path, int base, int level) {
    struct stat st;
    int kind = FTW_F;
    if ((w->flags & FTW_PHYS ? lstat(path, &st) : stat(path, &st)) < 0) {
        if (level == 0 || (errno != EACCES && errno != ENOENT)) return -1;
        memset(&st, 0, sizeof st);
        kind = !(w->flags & FTW_PHYS) && lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? FTW_SLN : FTW_NS;
        if (kind == FTW_SLN && !w->full) kind = FTW_NS;
    } else if (S_ISDIR(st.st_mode)) kind = FTW_D;
    else if (S_ISLNK(st.st_mode)) kind = FTW_SL;
    if (level == 0) w->device = st.st_dev;
    if (w->flags & FTW_MOUNT && kind != FTW_NS && st.st_dev != w->device) return 0;
    if (kind != FTW_D) return tell(w, path, &st, kind, base, level);
    for (struct seen *s = w->seen; s; s = s->next)
        if (!(w->flags & FTW_PHYS) && s->dev == st.st_dev && s->ino == st.st_ino) return 0;
    struct seen *s = malloc(sizeof *s);
    if (!s) return -1;
    *s = (struct seen) {st.st_dev, st.st_ino, w->seen};
    w->seen = s;
    return inside(w, path, &st, base, level);
}

static int start(struct walk *w, const char *dir) {
    if (!*dir) {
        errno = ENOENT;
        return -1;
    }
    char *path = strdup(dir);
    if (!path) return -1;
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') path[--n] = '\0';
    char *slash = strrchr(path, '/');
    w->top = w->flags & FTW_CHDIR ? open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int result = visit(w, path, slash && slash[1] ? slash + 1 - path : 0, 0);
    int error = errno;
    if (w->top >= 0) close(w->top);
    for (struct seen *next; w->seen; w->seen = next) {
        next = w->seen->next;
        free(w->seen);
    }
    free(path);
    errno = error;
    return result;
}

int ftw(const char *dir, __ftw_func_t func, int descriptors) {
    struct walk w = {.simple = func};
    (void) descriptors;
    return start(&w, dir);
}

int nftw(const char *dir, __nftw_func_t func, int descriptors, int flag) {
    struct walk w = {.full = func, .flags = flag};
    (void) descriptors;
    return start(&w, dir);
}
`;

export const PATHS_PART: LibraryPart = {
  headers: [
    {
      name: 'fnmatch.h',
      text: `#define FNM_PATHNAME 1
#define FNM_NOESCAPE 2
#define FNM_PERIOD 4
#define FNM_FILE_NAME FNM_PATHNAME
#define FNM_LEADING_DIR 8
#define FNM_CASEFOLD 16
#define FNM_NOMATCH 1
int fnmatch(const char *pattern, const char *string, int flags);`,
    },
    {
      name: 'glob.h',
      includes: ['stddef.h'],
      text: `#define GLOB_ERR 1
#define GLOB_MARK 2
#define GLOB_NOSORT 4
#define GLOB_DOOFFS 8
#define GLOB_NOCHECK 16
#define GLOB_APPEND 32
#define GLOB_NOESCAPE 64
#define GLOB_PERIOD 128
#define GLOB_MAGCHAR 256
#define GLOB_BRACE 1024
#define GLOB_NOMAGIC 2048
#define GLOB_TILDE 4096
#define GLOB_ONLYDIR 8192
#define GLOB_TILDE_CHECK 16384
#define GLOB_NOSPACE 1
#define GLOB_ABORTED 2
#define GLOB_NOMATCH 3
#define GLOB_NOSYS 4
typedef struct {
    size_t gl_pathc;
    char **gl_pathv;
    size_t gl_offs;
    int gl_flags;
    void *__spare[5];
} glob_t;
int glob(const char *pattern, int flags, int (*errfunc)(const char *epath, int eerrno), glob_t *pglob);
void globfree(glob_t *pglob);
int glob_pattern_p(const char *pattern, int quote);
#ifdef _GNU_SOURCE
#define glob64_t glob_t
#define glob64 glob
#define globfree64 globfree
#endif`,
    },
    {
      name: 'ftw.h',
      includes: ['sys/types.h', 'sys/stat.h'],
      text: `enum { FTW_F, FTW_D, FTW_DNR, FTW_NS, FTW_SL, FTW_DP, FTW_SLN };
enum { FTW_PHYS = 1, FTW_MOUNT = 2, FTW_CHDIR = 4, FTW_DEPTH = 8, FTW_ACTIONRETVAL = 16 };
enum { FTW_CONTINUE, FTW_STOP, FTW_SKIP_SUBTREE, FTW_SKIP_SIBLINGS };
struct FTW { int base; int level; };
typedef int (*__ftw_func_t)(const char *path, const struct stat *status, int flag);
int ftw(const char *dir, __ftw_func_t func, int descriptors);
#if defined _XOPEN_SOURCE || defined _GNU_SOURCE
typedef int (*__nftw_func_t)(const char *path, const struct stat *status, int flag, struct FTW *info);
int nftw(const char *dir, __nftw_func_t func, int descriptors, int flag);
#endif
#ifdef _GNU_SOURCE
#define ftw64 ftw
#define nftw64 nftw
#endif`,
    },
    FTS_HEADER,
  ],
  sources: [
    { name: 'libc/fnmatch.c', text: FNMATCH },
    { name: 'libc/glob.c', text: GLOB },
    { name: 'libc/ftw.c', text: FTW },
    FTS_SOURCE,
  ],
};
