// <stdlib.h> and <unistd.h>: what a program is given from outside: variables, options, names of
// temporary files.
//
// Source: POSIX.1-2008; glibc 2.36 getopt.c for the order of arguments and the words of complaints.

import type { SourceFile } from '../../cc/compile.ts';

const ENVIRONMENT = `
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static char **own;  /* the array that environ points at, once a variable has been added */

static char **find(const char *name, size_t length) {
    char **e = environ;
    for (; e && *e; e++)
        if (strncmp(*e, name, length) == 0 && (*e)[length] == '=') return e;
    return e;
}

static int place(char *text, size_t length) {
    char **e = find(text, length);
    if (e && *e) {
        *e = text;
        return 0;
    }
    size_t n = e ? e - environ : 0;
    char **larger = malloc((n + 2) * sizeof *larger);
    if (!larger) return -1;
    if (n) memcpy(larger, environ, n * sizeof *larger);
    larger[n] = text;
    larger[n + 1] = NULL;
    free(own);
    environ = own = larger;
    return 0;
}

int setenv(const char *name, const char *value, int replace) {
    size_t length = name ? strlen(name) : 0;
    if (length == 0 || strchr(name, '=')) {
        errno = EINVAL;
        return -1;
    }
    if (!replace && getenv(name)) return 0;
    char *text;
    return asprintf(&text, "%s=%s", name, value) < 0 ? -1 : place(text, length);
}

int unsetenv(const char *name) {
    size_t length = name ? strlen(name) : 0;
    if (length == 0 || strchr(name, '=')) {
        errno = EINVAL;
        return -1;
    }
    for (char **e = find(name, length); e && *e; e = find(name, length))
        do e[0] = e[1];
        while (*e++);
    return 0;
}

int putenv(char *string) {
    char *equals = strchr(string, '=');
    return equals ? place(string, equals - string) : unsetenv(string);
}

int clearenv(void) {
    environ = NULL;
    return 0;
}

char *secure_getenv(const char *name) {
    return getenv(name);
}

/* Fills in the six X; a name that is taken is tried again with others. */
static int fill_in(char *template, int (*make)(const char *, int), int flags) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t n = strlen(template);
    if (n < 6 || strcmp(template + n - 6, "XXXXXX") != 0) {
        errno = EINVAL;
        return -1;
    }
    for (int tries = 0; tries < 100; tries++) {
        unsigned char random[6];
        getrandom(random, sizeof random, 0);
        for (int i = 0; i < 6; i++) template[n - 6 + i] = letters[random[i] % 62];
        int result = make(template, flags);
        if (result >= 0 || errno != EEXIST) return result;
    }
    return -1;
}

static int make_file(const char *name, int flags) {
    return open(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
}

static int make_folder(const char *name, int flags) {
    (void) flags;
    return mkdir(name, 0700);
}

int mkstemp(char *template) {
    return fill_in(template, make_file, 0);
}

int mkostemp(char *template, int flags) {
    return fill_in(template, make_file, flags);
}

char *mkdtemp(char *template) {
    return fill_in(template, make_folder, 0) < 0 ? NULL : template;
}

/* Follows a path word by word; a link's text takes the place of its name. */
char *realpath(const char *name, char *resolved) {
    char rest[PATH_MAX], path[PATH_MAX] = "";
    int links = 0;
    if (!*name) {
        errno = ENOENT;
        return NULL;
    }
    if (*name != '/' && !getcwd(path, sizeof path)) return NULL;
    snprintf(rest, sizeof rest, "%s", name);
    for (char *word, *after = rest; (word = strtok_r(NULL, "/", &after));) {
        char *end = path + strlen(path);
        if (strcmp(word, ".") == 0) continue;
        if (strcmp(word, "..") == 0) {
            char *slash = strrchr(path, '/');
            if (slash) *slash = '\\0';
            continue;
        }
        snprintf(end, sizeof path - (end - path), "%s%s", end > path && end[-1] == '/' ? "" : "/", word);
        struct stat st;
        if (lstat(path, &st) < 0) return NULL;
        if (!S_ISLNK(st.st_mode)) continue;
        char target[PATH_MAX], joined[2 * PATH_MAX];
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n < 0 || ++links > 40) {
            if (n >= 0) errno = ELOOP;
            return NULL;
        }
        target[n] = '\\0';
        *end = '\\0';
        if (*target == '/') *path = '\\0';
        snprintf(joined, sizeof joined, "%s/%s", target, after);
        snprintf(rest, sizeof rest, "%s", joined);
        after = rest;
    }
    if (!*path) strcpy(path, "/");
    return resolved ? strcpy(resolved, path) : strdup(path);
}

int getsubopt(char **optionp, char *const *tokens, char **valuep) {
    char *word = *optionp, *end = strchrnul(word, ',');
    *optionp = *end ? end + 1 : end;
    if (*end) *end = '\\0';
    char *equals = strchr(word, '=');
    size_t length = equals ? (size_t) (equals - word) : strlen(word);
    *valuep = equals ? equals + 1 : NULL;
    for (int i = 0; tokens[i]; i++)
        if (strlen(tokens[i]) == length && strncmp(tokens[i], word, length) == 0) return i;
    *valuep = word;
    return -1;
}
`;

const GETOPT = `
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt = '?';
int __wrong;                   /* the letter of the last mistake: what a program sets optopt to is forgotten */
static char *letters;          /* what is left of a word such as -abc */
static int first, last;        /* words that are no options and have been passed over */

/* Brings the options found since [first, last) in front of those words. */
static void exchange(char **argv) {
    int words = last - first;
    for (int i = 0; i < optind - last; i++) {
        char *word = argv[last + i];
        memmove(&argv[first + i + 1], &argv[first + i], words * sizeof *argv);
        argv[first + i] = word;
    }
    first += optind - last;
    last = optind;
}

static int complain(const char *shortopts) {
    return opterr && *shortopts != ':' && shortopts[strspn(shortopts, "+-")] != ':';
}

/* Whether two options that a word may mean are two things. */
static int differ(const struct option *a, const struct option *b, int only) {
    return only || a->has_arg != b->has_arg || a->flag != b->flag || a->val != b->val;
}

static int long_option(int argc, char **argv, const char *shortopts, const struct option *options,
                       int *which, char *word, const char *dashes, int only) {
    size_t length = strcspn(word, "=");
    int found = -1, several = 0, exact = 0;
    for (int i = 0; options[i].name && !exact; i++) {
        if (strncmp(options[i].name, word, length) != 0) continue;
        exact = strlen(options[i].name) == length;
        several = !exact && (several || (found >= 0 && differ(&options[found], &options[i], only)));
        if (exact || found < 0) found = i;
    }
    int loud = complain(shortopts);
    if (found < 0 || several) {
        if (*dashes && !dashes[1] && found < 0 && strchr(shortopts, *word)) return -2;
        __wrong = 0;
        if (loud && several) {
            fprintf(stderr, "%s: option '%s%s' is ambiguous; possibilities:", argv[0], dashes, word);
            for (int i = found; options[i].name; i++)
                if (strncmp(options[i].name, word, length) == 0 && (i == found || differ(&options[found], &options[i], only)))
                    fprintf(stderr, " '%s%s'", dashes, options[i].name);
            fputc('\\n', stderr);
        } else if (loud)
            fprintf(stderr, "%s: unrecognized option '%s%s'\\n", argv[0], dashes, word);
        optind++;
        letters = NULL;
        return '?';
    }
    const struct option *o = &options[found];
    optind++;
    letters = NULL;
    if (word[length] && !o->has_arg) {
        if (loud) fprintf(stderr, "%s: option '%s%s' doesn't allow an argument\\n", argv[0], dashes, o->name);
        __wrong = o->val;
        return '?';
    }
    optarg = word[length] ? word + length + 1 : NULL;
    if (!optarg && o->has_arg == required_argument) {
        if (optind >= argc) {
            if (loud) fprintf(stderr, "%s: option '%s%s' requires an argument\\n", argv[0], dashes, o->name);
            __wrong = o->val;
            return shortopts[strspn(shortopts, "+-")] == ':' ? ':' : '?';
        }
        optarg = argv[optind++];
    }
    if (which) *which = found;
    if (!o->flag) return o->val;
    *o->flag = o->val;
    return 0;
}

static int lacks_argument(char **argv, const char *shortopts, int letter) {
    if (complain(shortopts))
        fprintf(stderr, "%s: option requires an argument -- '%c'\\n", argv[0], letter);
    __wrong = letter;
    return shortopts[strspn(shortopts, "+-")] == ':' ? ':' : '?';
}

static int find_option(int argc, char **argv, const char *shortopts, const struct option *options,
                       int *which, int only) {
    int in_order = *shortopts == '-', stop = *shortopts == '+' || getenv("POSIXLY_CORRECT");
    if (*shortopts == '+' || in_order) shortopts++;
    if (optind == 0) {
        optind = 1;
        letters = NULL;
    }
    if (optind == 1 && !letters) first = last = 1;
    optarg = NULL;
    if (!letters || !*letters) {
        if (last > optind) last = optind;
        if (first > optind) first = optind;
        if (!in_order && !stop) {
            if (first != last && last != optind) exchange(argv);
            else if (last != optind) first = optind;
            while (optind < argc && (argv[optind][0] != '-' || !argv[optind][1])) optind++;
            last = optind;
        }
        if (optind < argc && strcmp(argv[optind], "--") == 0) {
            optind++;
            if (first != last && last != optind) exchange(argv);
            else if (first == last) first = optind;
            last = argc;
            optind = argc;
        }
        if (optind >= argc) {
            if (first != last) optind = first;
            return -1;
        }
        char *word = argv[optind];
        if (*word != '-' || !word[1]) {
            if (stop) return -1;
            optarg = argv[optind++];
            return 1;
        }
        if (options && (word[1] == '-' || (only && (word[2] || !strchr(shortopts, word[1]))))) {
            int dashes = word[1] == '-' ? 2 : 1;
            int result = long_option(argc, argv, shortopts, options, which, word + dashes,
                                     dashes == 2 ? "--" : "-", only);
            if (result != -2) return result;
        }
        letters = word + 1;
    }
    int letter = (unsigned char) *letters++;
    const char *known = letter == ':' || letter == ';' ? NULL : strchr(shortopts, letter);
    if (!*letters) optind++;
    if (!known) {
        if (complain(shortopts)) fprintf(stderr, "%s: invalid option -- '%c'\\n", argv[0], letter);
        __wrong = letter;
        return '?';
    }
    /* "W;" makes -W file of --file. */
    if (letter == 'W' && known[1] == ';' && options) {
        if (!*letters && optind >= argc) return lacks_argument(argv, shortopts, letter);
        return long_option(argc, argv, shortopts, options, which, *letters ? letters : argv[optind], "-W ", 0);
    }
    if (known[1] != ':') return letter;
    char *rest = *letters ? letters : NULL;
    if (rest) optind++;
    letters = NULL;
    optarg = rest;
    if (rest || known[2] == ':') return letter;
    if (optind < argc) {
        optarg = argv[optind++];
        return letter;
    }
    return lacks_argument(argv, shortopts, letter);
}

static int next_option(int argc, char *const *argv, const char *shortopts, const struct option *options,
                       int *which, int only) {
    int found = find_option(argc, (char **) argv, shortopts, options, which, only);
    optopt = __wrong;
    return found;
}

int getopt(int argc, char *const *argv, const char *shortopts) {
    return next_option(argc, argv, shortopts, NULL, NULL, 0);
}

int getopt_long(int argc, char *const *argv, const char *shortopts, const struct option *longopts,
                int *longind) {
    return next_option(argc, argv, shortopts, longopts, longind, 0);
}

int getopt_long_only(int argc, char *const *argv, const char *shortopts,
                     const struct option *longopts, int *longind) {
    return next_option(argc, argv, shortopts, longopts, longind, 1);
}
`;

export const ENVIRONMENT_SOURCES: readonly SourceFile[] = [
  { name: 'libc/environment.c', text: ENVIRONMENT },
  { name: 'libc/getopt.c', text: GETOPT },
];
