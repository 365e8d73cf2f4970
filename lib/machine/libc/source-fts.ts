// <fts.h>: a walk through trees of files that the program drives itself, one entry at a time.
//
// Source: fts(3); 4.4BSD's interface as glibc 2.36 has it, down to the numbers of FTS_D and its like.
// Departs: the working directory never changes, as if FTS_NOCHDIR were always said.

import type { HeaderSpec } from '../../abi/headers.ts';
import type { SourceFile } from '../../cc/compile.ts';

const FTS = String.raw`#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>



static void look(FTS *f, FTSENT *e, int follow) {
    static const struct stat none;
    *e->fts_statp = none;
    e->fts_errno = 0;
    if (f->fts_options & FTS_NOSTAT && !follow && e->fts_info == FTS_NSOK) return;
    if ((follow ? stat(e->fts_accpath, e->fts_statp) : lstat(e->fts_accpath, e->fts_statp)) < 0) {
        int error = errno;
        if (follow && lstat(e->fts_accpath, e->fts_statp) == 0) {
            e->fts_info = FTS_SLNONE;
            errno = 0;
            return;
        }
        e->fts_errno = error;
        e->fts_info = FTS_NS;
        return;
    }
    struct stat *st = e->fts_statp;
    e->fts_dev = st->st_dev;
    e->fts_ino = st->st_ino;
    e->fts_nlink = st->st_nlink;
    e->fts_info = S_ISREG(st->st_mode) ? FTS_F : S_ISLNK(st->st_mode) ? FTS_SL : S_ISDIR(st->st_mode) ? FTS_D : FTS_DEFAULT;
    if (strcmp(e->fts_name, ".") == 0 || strcmp(e->fts_name, "..") == 0)
        if (e->fts_info == FTS_D && e->fts_level > FTS_ROOTLEVEL) e->fts_info = FTS_DOT;
    for (FTSENT *p = e->fts_parent; e->fts_info == FTS_D && p && p->fts_level >= FTS_ROOTLEVEL; p = p->fts_parent)
        if (p->fts_dev == e->fts_dev && p->fts_ino == e->fts_ino) {
            e->fts_cycle = p;
            e->fts_info = FTS_DC;
            return;
        }
}

static FTSENT *new_entry(FTS *f, FTSENT *parent, const char *folder, const char *name) {
    FTSENT *e = calloc(1, sizeof *e + strlen(name) + 1);
    if (!e) return NULL;
    e->fts_statp = malloc(sizeof *e->fts_statp);
    int slash = *folder && folder[strlen(folder) - 1] != '/';
    if (!e->fts_statp || asprintf(&e->fts_path, "%s%s%s", folder, slash ? "/" : "", name) < 0) {
        free(e->fts_statp);
        free(e);
        return NULL;
    }
    strcpy(e->fts_name, name);
    e->fts_namelen = strlen(name);
    e->fts_pathlen = strlen(e->fts_path);
    e->fts_accpath = e->fts_path;
    e->fts_parent = parent;
    e->fts_level = parent ? parent->fts_level + 1 : FTS_ROOTPARENTLEVEL;
    e->fts_instr = FTS_NOINSTR;
    (void) f;
    return e;
}

static void drop(FTSENT *e) {
    for (FTSENT *next; e; e = next) {
        next = e->fts_link;
        free(e->fts_path);
        free(e->fts_statp);
        free(e);
    }
}

static int (*order)(const FTSENT **, const FTSENT **);

static int compare(const void *a, const void *b) {
    return order((const FTSENT **) a, (const FTSENT **) b);
}

static FTSENT *sorted(FTS *f, FTSENT *list, int n) {
    if (!f->fts_compar || n < 2) return list;
    FTSENT **all = malloc(n * sizeof *all);
    if (!all) return list;
    for (int i = 0; i < n; i++, list = list->fts_link) all[i] = list;
    order = f->fts_compar;
    qsort(all, n, sizeof *all, compare);
    for (int i = 0; i < n; i++) all[i]->fts_link = i + 1 < n ? all[i + 1] : NULL;
    list = all[0];
    free(all);
    return list;
}

FTS *fts_open(char *const *path_argv, int options, int (*compar)(const FTSENT **, const FTSENT **)) {
    if (options & ~FTS_OPTIONMASK) {
        errno = EINVAL;
        return NULL;
    }
    FTS *f = calloc(1, sizeof *f);
    FTSENT *root = f ? new_entry(f, NULL, "", "") : NULL;
    if (!root) {
        free(f);
        return NULL;
    }
    f->fts_options = options;
    f->fts_compar = compar;
    FTSENT *first = NULL, **last = &first;
    int n = 0;
    for (char *const *path = path_argv; *path; path++, n++) {
        if (!**path) {
            drop(first);
            drop(root);
            free(f);
            errno = ENOENT;
            return NULL;
        }
        FTSENT *e = *last = new_entry(f, root, "", *path);
        char *slash = strrchr(e->fts_path, '/');
        if (slash && slash[1]) {
            e->fts_namelen = strlen(slash + 1);
            memmove(e->fts_name, slash + 1, e->fts_namelen + 1);
        }
        look(f, e, options & (FTS_LOGICAL | FTS_COMFOLLOW));
        if (e->fts_info == FTS_DOT) e->fts_info = FTS_D;
        last = &e->fts_link;
    }
    /* What comes first is the link of an entry that is no file. */
    root->fts_info = FTS_INIT;
    root->fts_link = sorted(f, first, n);
    f->fts_cur = root;
    return f;
}

static FTSENT *fill(FTS *f, FTSENT *folder) {
    DIR *d = opendir(folder->fts_accpath);
    if (!d) {
        folder->fts_errno = errno;
        folder->fts_info = FTS_DNR;
        return NULL;
    }
    FTSENT *first = NULL, **last = &first;
    int n = 0;
    for (struct dirent *e; (e = readdir(d));) {
        int dots = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
        if (dots && !(f->fts_options & FTS_SEEDOT)) continue;
        FTSENT *child = new_entry(f, folder, folder->fts_path, e->d_name);
        if (!child) break;
        if (f->fts_options & FTS_NOSTAT && e->d_type != DT_DIR && e->d_type != DT_UNKNOWN) child->fts_info = FTS_NSOK;
        look(f, child, f->fts_options & FTS_LOGICAL);
        *last = child;
        last = &child->fts_link;
        n++;
    }
    closedir(d);
    return sorted(f, first, n);
}

/* Down into a folder, on to the next of the list, or up to the folder for the second time. */
FTSENT *fts_read(FTS *f) {
    FTSENT *e = f->fts_cur;
    if (!e) return NULL;
    int instr = e->fts_instr;
    e->fts_instr = FTS_NOINSTR;
    if (instr == FTS_AGAIN || (instr == FTS_FOLLOW && (e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE))) {
        look(f, e, instr == FTS_FOLLOW);
        return e;
    }
    if (e->fts_info == FTS_D && instr != FTS_SKIP && !(f->fts_options & FTS_XDEV && e->fts_dev != f->fts_dev && f->fts_dev)) {
        if (!f->fts_dev) f->fts_dev = e->fts_dev;
        FTSENT *child = f->fts_child ? f->fts_child : fill(f, e);
        f->fts_child = NULL;
        if (child) return f->fts_cur = child;
        if (e->fts_info != FTS_DNR) e->fts_info = FTS_DP;
        return e;
    }
    if (e->fts_info == FTS_D) {
        drop(f->fts_child);
        f->fts_child = NULL;
        e->fts_info = FTS_DP;
        return e;
    }
    FTSENT *next = e->fts_link, *parent = e->fts_parent;
    if (e->fts_info == FTS_INIT) {
        f->fts_array = e;
        e->fts_link = NULL;
        return f->fts_cur = next;
    }
    e->fts_link = NULL;
    drop(e);
    while (next && next->fts_instr == FTS_SKIP) next = next->fts_link;
    if (next) {
        if (next->fts_instr == FTS_FOLLOW) {
            look(f, next, 1);
            next->fts_instr = FTS_NOINSTR;
        }
        return f->fts_cur = next;
    }
    if (parent->fts_level == FTS_ROOTPARENTLEVEL) {
        f->fts_cur = NULL;
        errno = 0;
        return NULL;
    }
    parent->fts_info = parent->fts_errno ? FTS_ERR : FTS_DP;
    return f->fts_cur = parent;
}

FTSENT *fts_children(FTS *f, int instr) {
    FTSENT *e = f->fts_cur;
    errno = 0;
    if (instr != 0 && instr != FTS_NAMEONLY) {
        errno = EINVAL;
        return NULL;
    }
    if (e->fts_info == FTS_INIT) return e->fts_link;
    if (e->fts_info != FTS_D) return NULL;
    if (!f->fts_child) f->fts_child = fill(f, e);
    return f->fts_child;
}

int fts_set(FTS *f, FTSENT *e, int instr) {
    (void) f;
    if (instr != 0 && instr != FTS_AGAIN && instr != FTS_FOLLOW && instr != FTS_NOINSTR && instr != FTS_SKIP) {
        errno = EINVAL;
        return 1;
    }
    e->fts_instr = instr;
    return 0;
}

int fts_close(FTS *f) {
    FTSENT *e = f->fts_cur;
    drop(f->fts_child);
    while (e && e->fts_level > FTS_ROOTPARENTLEVEL) {
        FTSENT *parent = e->fts_parent;
        drop(e);
        e = parent;
    }
    if (e && e != f->fts_array) drop(e);
    drop(f->fts_array);
    free(f);
    return 0;
}
`;

export const FTS_SOURCE: SourceFile = { name: 'libc/fts.c', text: FTS };

export const FTS_HEADER: HeaderSpec = {
  name: 'fts.h',
  includes: ['sys/types.h', 'sys/stat.h'],
  text: `#define FTS_COMFOLLOW 1
#define FTS_LOGICAL 2
#define FTS_NOCHDIR 4
#define FTS_NOSTAT 8
#define FTS_PHYSICAL 16
#define FTS_SEEDOT 32
#define FTS_XDEV 64
#define FTS_WHITEOUT 128
#define FTS_OPTIONMASK 255
#define FTS_NAMEONLY 256
#define FTS_ROOTPARENTLEVEL (-1)
#define FTS_ROOTLEVEL 0
#define FTS_D 1
#define FTS_DC 2
#define FTS_DEFAULT 3
#define FTS_DNR 4
#define FTS_DOT 5
#define FTS_DP 6
#define FTS_ERR 7
#define FTS_F 8
#define FTS_INIT 9
#define FTS_NS 10
#define FTS_NSOK 11
#define FTS_SL 12
#define FTS_SLNONE 13
#define FTS_W 14
#define FTS_AGAIN 1
#define FTS_FOLLOW 2
#define FTS_NOINSTR 3
#define FTS_SKIP 4
typedef struct _ftsent {
    struct _ftsent *fts_cycle, *fts_parent, *fts_link;
    long fts_number;
    void *fts_pointer;
    char *fts_accpath, *fts_path;
    int fts_errno, fts_symfd;
    unsigned short fts_pathlen, fts_namelen;
    ino_t fts_ino;
    dev_t fts_dev;
    nlink_t fts_nlink;
    short fts_level;
    unsigned short fts_info, fts_flags, fts_instr;
    struct stat *fts_statp;
    char fts_name[1];
} FTSENT;
typedef struct {
    FTSENT *fts_cur, *fts_child, *fts_array;
    dev_t fts_dev;
    int (*fts_compar)(const FTSENT **, const FTSENT **);
    int fts_options;
} FTS;
FTS *fts_open(char *const *path_argv, int options, int (*compar)(const FTSENT **, const FTSENT **));
FTSENT *fts_read(FTS *f);
FTSENT *fts_children(FTS *f, int instr);
int fts_set(FTS *f, FTSENT *e, int instr);
int fts_close(FTS *f);`,
};
