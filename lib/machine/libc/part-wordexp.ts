// <wordexp.h>: a line of words as a shell would take it apart.
//
// One idea: a word grows twice, as it is and as a pattern in which what was quoted cannot be a wildcard;
// at its end one of the two is taken.
//
// Source: POSIX.1-2017 wordexp() and 2.6; glibc 2.36, whose arithmetic knows + - * / ( ) alone.
// Departs: the word behind ${name:-...} is expanded as within quotes, and what comes of it is split; $1
// and its like are nothing.

import type { LibraryPart } from './parts.ts';

const WORDEXP = String.raw`#define _GNU_SOURCE
#include <ctype.h>
#include <fnmatch.h>
#include <glob.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wordexp.h>

struct text {
    char *at;
    size_t length, size;
};

struct words {
    wordexp_t *we;
    struct text word, pattern;
    int begun, wild, flags;
};

static void add(struct text *t, char c) {
    if (t->length + 2 > t->size) t->at = realloc(t->at, t->size = 2 * t->size + 32);
    t->at[t->length++] = c;
    t->at[t->length] = '\0';
}

static void put(struct words *w, char c, int quoted) {
    if (quoted && strchr("*?[\\", c)) add(&w->pattern, '\\');
    else if (!quoted && strchr("*?[", c)) w->wild = 1;
    add(&w->word, c);
    add(&w->pattern, c);
    w->begun = 1;
}

static void keep(struct words *w, char *word) {
    wordexp_t *we = w->we;
    char **v = realloc(we->we_wordv, (we->we_offs + we->we_wordc + 2) * sizeof *v);
    if (!we->we_wordv) for (size_t i = 0; i < we->we_offs; i++) v[i] = NULL;
    v[we->we_offs + we->we_wordc++] = word;
    v[we->we_offs + we->we_wordc] = NULL;
    we->we_wordv = v;
}

static void end_word(struct words *w) {
    glob_t found;
    if (!w->begun) return;
    if (w->wild && glob(w->pattern.at, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) keep(w, strdup(found.gl_pathv[i]));
        globfree(&found);
    } else keep(w, strdup(w->word.at ? w->word.at : ""));
    w->word.length = w->pattern.length = 0;
    if (w->word.at) *w->word.at = '\0';
    w->begun = w->wild = 0;
}

/* A value: outside quotes it falls apart at blanks. */
static void put_value(struct words *w, const char *value, int quoted) {
    const char *ifs = getenv("IFS");
    if (!ifs) ifs = " \t\n";
    for (; *value; value++) {
        if (!quoted && strchr(ifs, *value)) end_word(w);
        else put(w, *value, quoted);
    }
}

static int expand(struct words *w, const char **p, const char *until, int quoted);

/* A text with what is in it expanded, in one piece; NULL where something is wrong. */
static char *in_one(const char *s, size_t n, int flags, int *error) {
    wordexp_t none = {0};
    struct words w = {.we = &none, .flags = flags};
    char *copy = strndup(s, n);
    const char *p = copy;
    *error = expand(&w, &p, "", 1);
    free(copy);
    free(w.pattern.at);
    return w.word.at ? w.word.at : strdup("");
}

struct sum {
    const char *p;
    int bad;
};

static long sum_of(struct sum *s);

static long factor(struct sum *s) {
    while (isspace((unsigned char) *s->p)) s->p++;
    if (*s->p == '-') return s->p++, -factor(s);
    if (*s->p == '+') return s->p++, factor(s);
    if (*s->p == '(') {
        s->p++;
        long value = sum_of(s);
        if (*s->p++ != ')') s->bad = 1, s->p--;
        return value;
    }
    char *end;
    long value = strtol(s->p, &end, 0);
    if (end == s->p) s->bad = 1;
    s->p = end;
    return value;
}

static long product(struct sum *s) {
    long value = factor(s);
    for (;;) {
        while (isspace((unsigned char) *s->p)) s->p++;
        if (*s->p == '*') s->p++, value *= factor(s);
        else if (*s->p == '/') {
            s->p++;
            long by = factor(s);
            if (by == 0) s->bad = 1;
            else value /= by;
        } else return value;
    }
}

static long sum_of(struct sum *s) {
    long value = product(s);
    for (;;) {
        if (*s->p == '+') s->p++, value += product(s);
        else if (*s->p == '-') s->p++, value -= product(s);
        else return value;
    }
}

/* Where what was opened ends: behind its brackets and quotes. NULL without an end. */
static const char *closing(const char *p, char open, char close) {
    for (int depth = 0; *p; p++) {
        if (*p == '\\' && p[1]) p++;
        else if (*p == '\'') {
            if (!(p = strchr(p + 1, '\''))) return NULL;
        } else if (*p == open) depth++;
        else if (*p == close && depth-- == 0) return p;
    }
    return NULL;
}

static int arithmetic(struct words *w, const char *from, size_t n, int quoted) {
    int error;
    char *text = in_one(from, n, w->flags, &error), number[24];
    struct sum s = {text, 0};
    while (isspace((unsigned char) *s.p)) s.p++;
    long value = !error && *s.p ? sum_of(&s) : 0;
    while (isspace((unsigned char) *s.p)) s.p++;
    if (!error && (s.bad || *s.p)) error = WRDE_SYNTAX;
    free(text);
    snprintf(number, sizeof number, "%ld", value);
    if (!error) put_value(w, number, quoted);
    return error;
}

static int command(struct words *w, const char *from, size_t n, int quoted) {
    if (w->flags & WRDE_NOCMD) return WRDE_CMDSUB;
    struct text output = {0};
    char *line = strndup(from, n);
    FILE *f = popen(line, "r");
    free(line);
    if (!f) return WRDE_NOSPACE;
    for (int c; (c = fgetc(f)) != EOF; ) add(&output, c);
    pclose(f);
    while (output.length > 0 && output.at[output.length - 1] == '\n') output.at[--output.length] = '\0';
    if (output.at) put_value(w, output.at, quoted);
    free(output.at);
    return 0;
}

/* A value without what fits the pattern at one of its ends: the shortest such part, or the longest. */
static char *trimmed(char *value, const char *pattern, int at_end, int longest) {
    size_t n = strlen(value);
    for (size_t k = 0; k <= n; k++) {
        size_t part = longest ? n - k : k;
        char *piece = at_end ? strdup(value + n - part) : strndup(value, part);
        int fits = fnmatch(pattern, piece, 0) == 0;
        free(piece);
        if (!fits) continue;
        if (at_end) value[n - part] = '\0';
        else memmove(value, value + part, n - part + 1);
        break;
    }
    return value;
}

/* What stands between the braces of {...} behind a dollar. */
static int braced(struct words *w, const char *from, const char *end, int quoted) {
    int count = *from == '#' && end > from + 1, error = 0;
    if (count) from++;
    const char *p = from;
    while (p < end && (isalnum((unsigned char) *p) || *p == '_')) p++;
    if (p == from) return WRDE_SYNTAX;
    char *name = strndup(from, p - from), *value = getenv(name);
    int colon = p < end && *p == ':';
    if (colon) p++;
    int set = value && (!colon || *value);
    char how = p < end ? *p : 0;
    if (how && !strchr("-=?+#%", how)) error = WRDE_SYNTAX;
    int twice = (how == '#' || how == '%') && p + 1 < end && p[1] == how;
    char *word = how && !error ? in_one(p + 1 + twice, end - p - 1 - twice, w->flags, &error) : NULL;
    if (error) set = 1, value = NULL;
    else if (count) {
        char number[24];
        snprintf(number, sizeof number, "%zu", value ? strlen(value) : 0);
        put_value(w, number, quoted);
        value = NULL;
    } else if (how == '+') value = set ? word : NULL, set = 1;
    else if (!set && (how == '-' || how == '=')) {
        if (how == '=') setenv(name, word, 1);
        value = word;
        set = 1;
    } else if (!set && how == '?') {
        if (w->flags & WRDE_SHOWERR) fprintf(stderr, "%s: %s\n", name, *word ? word : "parameter null or not set");
        error = WRDE_BADVAL;
    } else if (value && (how == '#' || how == '%')) {
        char *rest = trimmed(strdup(value), word, how == '%', twice);
        put_value(w, rest, quoted);
        free(rest);
        value = NULL;
    }
    if (!error && !set && w->flags & WRDE_UNDEF) error = WRDE_BADVAL;
    if (!error && value) put_value(w, value, quoted);
    free(word);
    free(name);
    return error;
}

/* What a dollar begins; *p is behind it. */
static int dollar(struct words *w, const char **p, int quoted) {
    const char *from = *p, *end;
    if (from[0] == '(' && from[1] == '(' && (end = closing(from + 2, '(', ')')) && end[1] == ')') {
        *p = end + 2;
        return arithmetic(w, from + 2, end - from - 2, quoted);
    }
    if (from[0] == '(' || from[0] == '{') {
        if (!(end = closing(from + 1, from[0], from[0] == '(' ? ')' : '}'))) return WRDE_SYNTAX;
        *p = end + 1;
        return from[0] == '(' ? command(w, from + 1, end - from - 1, quoted) : braced(w, from + 1, end, quoted);
    }
    if (isdigit((unsigned char) *from)) {
        ++*p;
        return w->flags & WRDE_UNDEF ? WRDE_BADVAL : 0;
    }
    if (!isalpha((unsigned char) *from) && *from != '_') {
        put(w, '$', 1);
        return 0;
    }
    while (isalnum((unsigned char) **p) || **p == '_') ++*p;
    return braced(w, from, *p, quoted);
}

/* ~ and ~name at the beginning of a word. */
static void tilde(struct words *w, const char **p) {
    size_t n = strcspn(*p + 1, "/ \t\n'\"\\$");
    char *name = strndup(*p + 1, n);
    struct passwd *user = n ? getpwnam(name) : getpwuid(getuid());
    const char *home = n ? NULL : getenv("HOME");
    if (!home && user) home = user->pw_dir;
    free(name);
    if (!home) put(w, '~', 0);
    for (; home && *home; home++) put(w, *home, 1);
    *p += home ? n + 1 : 1;
}

static int expand(struct words *w, const char **p, const char *until, int quoted) {
    while (**p && !strchr(until, **p)) {
        int error = 0;
        char c = **p;
        if (c == '\\') {
            if (!(*p)[1]) return WRDE_SYNTAX;
            if (quoted && !strchr("$\x60\"\\\n", (*p)[1])) put(w, c, 1);
            if ((*p)[1] != '\n') put(w, (*p)[1], 1);
            *p += 2;
        } else if (c == '\'' && !quoted) {
            const char *end = strchr(*p + 1, '\'');
            if (!end) return WRDE_SYNTAX;
            w->begun = 1;
            for (++*p; *p < end; ++*p) put(w, **p, 1);
            ++*p;
        } else if (c == '"' && !quoted) {
            ++*p;
            w->begun = 1;
            error = expand(w, p, "\"", 1);
            if (!error && **p != '"') error = WRDE_SYNTAX;
            if (!error) ++*p;
        } else if (c == '$') {
            ++*p;
            error = dollar(w, p, quoted);
        } else if (c == '\x60') {
            const char *end = strchr(*p + 1, '\x60');
            error = end ? command(w, *p + 1, end - *p - 1, quoted) : WRDE_SYNTAX;
            if (end) *p = end + 1;
        } else if (!quoted && (c == ' ' || c == '\t')) {
            end_word(w);
            ++*p;
        } else if (!quoted && strchr("\n|&;<>(){}", c)) return WRDE_BADCHAR;
        else if (!quoted && c == '~' && !w->begun) tilde(w, p);
        else {
            put(w, c, quoted);
            ++*p;
        }
        if (error) return error;
    }
    return 0;
}

int wordexp(const char *words, wordexp_t *pwordexp, int flags) {
    if (flags & WRDE_REUSE) wordfree(pwordexp);
    wordexp_t before = {.we_offs = flags & WRDE_DOOFFS ? pwordexp->we_offs : 0};
    if (flags & WRDE_APPEND) before = *pwordexp;
    wordexp_t now = {.we_offs = before.we_offs};
    struct words w = {.we = &now, .flags = flags};
    const char *p = words;
    int error = expand(&w, &p, "", 0);
    if (!error) end_word(&w);
    free(w.word.at);
    free(w.pattern.at);
    if (error) {
        wordfree(&now);
        if (!(flags & WRDE_APPEND)) *pwordexp = before;
        return error;
    }
    if (flags & WRDE_APPEND && before.we_wordv) {
        struct words all = {.we = &before};
        for (size_t i = 0; i < now.we_wordc; i++) keep(&all, now.we_wordv[now.we_offs + i]);
        free(now.we_wordv);
        now = before;
    }
    if (!now.we_wordv) now.we_wordv = calloc(now.we_offs + 1, sizeof *now.we_wordv);
    *pwordexp = now;
    return 0;
}

void wordfree(wordexp_t *pwordexp) {
    if (!pwordexp->we_wordv) return;
    for (size_t i = 0; i < pwordexp->we_wordc; i++) free(pwordexp->we_wordv[pwordexp->we_offs + i]);
    free(pwordexp->we_wordv);
    pwordexp->we_wordv = NULL;
}
`;

export const WORDEXP_PART: LibraryPart = {
  headers: [
    {
      name: 'wordexp.h',
      includes: ['stddef.h'],
      text: `typedef struct { size_t we_wordc; char **we_wordv; size_t we_offs; } wordexp_t;
#define WRDE_DOOFFS 1
#define WRDE_APPEND 2
#define WRDE_NOCMD 4
#define WRDE_REUSE 8
#define WRDE_SHOWERR 16
#define WRDE_UNDEF 32
#define WRDE_NOSPACE 1
#define WRDE_BADCHAR 2
#define WRDE_BADVAL 3
#define WRDE_CMDSUB 4
#define WRDE_SYNTAX 5
int wordexp(const char *words, wordexp_t *pwordexp, int flags);
void wordfree(wordexp_t *pwordexp);`,
    },
  ],
  sources: [{ name: 'libc/wordexp.c', text: WORDEXP }],
};
