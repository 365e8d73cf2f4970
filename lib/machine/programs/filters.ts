// grep, head, tail, wc, sort: what stands behind a pipe.
//
// One idea: each reads lines from its files or its standard input and writes some of them.
//
// Source: POSIX.1-2017, Utilities; words of complaints as in GNU grep 3.8 and coreutils 9.1.
// Departs: grep knows . * + ? [] ^ $ and, with -E, |, but no groups and no counts in braces; options are
// those of the first lines of each program; orders are those of the C locale.

import type { SourceFile } from '../../cc/compile.ts';

/** What all of them include. */
const HEADERS = String.raw`#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
`;

/** Where input is read from: a file, or - for the standard input. */
const OPEN = String.raw`
static FILE *open_input(const char *tool, const char *name) {
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (!file) fprintf(stderr, "%s: %s: %s\n", tool, name, strerror(errno));
    return file;
}
`;

/** Lines of any length. */
const LINES = String.raw`
/* Reads a line with its end, if it has one; its length, or -1 at the end of the file. */
static long read_line(FILE *file, char **line, size_t *room) {
    long n = 0;
    for (int c; (c = getc(file)) != EOF; ) {
        if (n + 2 > (long) *room) *line = realloc(*line, *room = *room ? *room * 2 : 128);
        (*line)[n++] = c;
        if (c == '\n') break;
    }
    if (n == 0) return -1;
    (*line)[n] = '\0';
    return n;
}
`;

const GREP_TEXT = String.raw`// grep [-EFchinqv] pattern [file ...]: the lines that hold a pattern.

${HEADERS}${OPEN}${LINES}
static int extended, fixed, ignore_case;

static int same(int a, int b) {
    return ignore_case ? tolower((unsigned char) a) == tolower((unsigned char) b) : a == b;
}

/* The end of the piece of a pattern that stands for one character. */
static const char *piece_end(const char *p, const char *end) {
    if (*p == '\\' && p + 1 < end) return p + 2;
    if (*p != '[') return p + 1;
    const char *q = p + 1 + (p[1] == '^');
    if (q < end && *q == ']') q++;
    while (q < end && *q != ']') q++;
    return q < end ? q + 1 : p + 1;
}

static int in_brackets(const char *p, const char *end, int c) {
    int negated = *p == '^', found = 0;
    for (p += negated; p < end; p++) {
        if (p + 2 < end && p[1] == '-') {
            if (c >= p[0] && c <= p[2]) found = 1;
            p += 2;
        } else if (same(*p, c)) found = 1;
    }
    return found != negated;
}

static int matches_one(const char *p, const char *next, int c) {
    if (!c || c == '\n') return 0;
    if (*p == '.') return 1;
    if (*p == '\\' && next == p + 2) return same(p[1], c);
    if (*p == '[' && next > p + 1) return in_brackets(p + 1, next - 1, c);
    return same(*p, c);
}

/* How often a piece may be repeated, as the sign behind it says; the first number and the last. */
static int repeats(const char **next, const char *end, int *least, int *most) {
    const char *q = *next;
    int escaped = !extended && q + 1 < end && *q == '\\' && (q[1] == '+' || q[1] == '?');
    int sign = q >= end ? 0 : escaped ? q[1] : *q;
    *least = sign == '+';
    *most = sign == '?' ? 1 : -1;
    if (sign != '*' && !((extended || escaped) && (sign == '+' || sign == '?'))) return 0;
    *next = q + 1 + escaped;
    return 1;
}

/* Whether a pattern holds from here on: the longest repetition is tried first. */
static int holds(const char *p, const char *end, const char *text) {
    if (p >= end) return 1;
    if (*p == '$' && p + 1 == end) return *text == '\0' || *text == '\n';
    const char *one = piece_end(p, end), *next = one;
    int least, most;
    if (!repeats(&next, end, &least, &most))
        return matches_one(p, one, *text) && holds(next, end, text + 1);
    int n = 0;
    while ((most < 0 || n < most) && matches_one(p, one, text[n])) n++;
    for (; n >= least; n--) if (holds(next, end, text + n)) return 1;
    return 0;
}

static int holds_somewhere(const char *p, const char *end, const char *text) {
    if (p < end && *p == '^') return holds(p + 1, end, text);
    for (; ; text++) {
        if (holds(p, end, text)) return 1;
        if (!*text) return 0;
    }
}

static int holds_fixed(const char *pattern, const char *text) {
    for (size_t n = strlen(pattern), i; ; text++) {
        for (i = 0; i < n && text[i] && same(pattern[i], text[i]); i++) continue;
        if (i == n) return 1;
        if (!*text) return 0;
    }
}

static int is_hit(const char *pattern, const char *text) {
    if (fixed) return holds_fixed(pattern, text);
    for (const char *p = pattern; ; ) {
        const char *end = p;
        while (*end && !(extended && *end == '|')) end = piece_end(end, p + strlen(p));
        if (holds_somewhere(p, end, text)) return 1;
        if (!*end) return 0;
        p = end + 1;
    }
}

int main(int argc, char **argv) {
    int inverted = 0, counted = 0, numbered = 0, quiet = 0, bare = 0, option;
    while ((option = getopt(argc, argv, "EFchinqv")) != -1) {
        if (option == 'E') extended = 1;
        else if (option == 'F') fixed = 1;
        else if (option == 'c') counted = 1;
        else if (option == 'h') bare = 1;
        else if (option == 'i') ignore_case = 1;
        else if (option == 'n') numbered = 1;
        else if (option == 'q') quiet = 1;
        else if (option == 'v') inverted = 1;
        else optind = argc;
    }
    if (optind >= argc) {
        fprintf(stderr, "Usage: grep [OPTION]... PATTERNS [FILE]...\n");
        return 2;
    }
    const char *pattern = argv[optind++], *standard[] = {"-"};
    int count = argc - optind, named = count > 1 && !bare, hits = 0, wrong = 0;
    const char **names = count ? (const char **) argv + optind : standard;
    char *line = NULL;
    size_t room = 0;
    for (int i = 0; i < (count ? count : 1); i++) {
        FILE *file = open_input("grep", names[i]);
        if (!file) { wrong = 1; continue; }
        int here = 0;
        for (long n, at = 1; (n = read_line(file, &line, &room)) >= 0; at++) {
            if (is_hit(pattern, line) == inverted) continue;
            here++;
            if (quiet) return 0;
            if (counted) continue;
            if (named) printf("%s:", names[i]);
            if (numbered) printf("%ld:", at);
            fwrite(line, 1, n, stdout);
            if (line[n - 1] != '\n') putchar('\n');
        }
        if (counted && named) printf("%s:", names[i]);
        if (counted) printf("%d\n", here);
        hits += here;
        if (file != stdin) fclose(file);
    }
    return wrong ? 2 : hits == 0;
}
`;

/** The number of -n N, -nN, -N and their files, for head and tail. */
const COUNT = String.raw`
static long wanted = 10;
static int bytes, from_start;

static int read_options(const char *tool, int argc, char **argv) {
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        char *word = argv[i] + 1, *end;
        bytes = *word == 'c';
        if (*word == 'n' || *word == 'c') word = word[1] ? word + 1 : i + 1 < argc ? argv[++i] : "";
        from_start = *word == '+';
        wanted = strtol(word, &end, 10);
        if (end == word || *end) {
            fprintf(stderr, "%s: invalid number of %s: '%s'\n", tool, bytes ? "bytes" : "lines", word);
            exit(1);
        }
    }
    return i;
}

int main(int argc, char **argv) {
    int first = read_options(NAME, argc, argv), status = 0, count = argc - first;
    for (int i = first; i < argc || (count == 0 && i == first); i++) {
        const char *name = count ? argv[i] : "-";
        FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
        if (!file) {
            fprintf(stderr, NAME ": cannot open '%s' for reading: %s\n", name, strerror(errno));
            status = 1;
            continue;
        }
        if (count > 1) printf("%s==> %s <==\n", i > first ? "\n" : "", name);
        copy(file);
        if (file != stdin) fclose(file);
    }
    return status;
}
`;

const HEAD_TEXT = String.raw`// head [-n lines] [-c bytes] [file ...]: the beginning.

${HEADERS}${LINES}
#define NAME "head"
static void copy(FILE *file);
${COUNT}
/* A negative number leaves as many out at the end; what is kept back until then is bytes. */
static void copy(FILE *file) {
    char *line = NULL;
    size_t room = 0;
    if (wanted >= 0 && bytes) {
        for (long n = 0, c; n < wanted && (c = getc(file)) != EOF; n++) putchar(c);
        return;
    }
    if (wanted >= 0) {
        for (long i = 0, n; i < wanted && (n = read_line(file, &line, &room)) >= 0; i++)
            fwrite(line, 1, n, stdout);
        return;
    }
    char *all = NULL;
    size_t length = 0, space = 0;
    for (int c; (c = getc(file)) != EOF; all[length++] = c)
        if (length == space) all = realloc(all, space = space ? space * 2 : 4096);
    long left = -wanted;
    if (bytes) length = (size_t) left < length ? length - left : 0;
    else {
        if (length && all[length - 1] != '\n') left--;
        for (; length && left >= 0; length--) if (all[length - 1] == '\n' && left-- == 0) break;
    }
    if (length) fwrite(all, 1, length, stdout);
}
`;

const TAIL_TEXT = String.raw`// tail [-n lines] [-c bytes] [file ...]: the end; +N begins at number N.

${HEADERS}
#define NAME "tail"
static void copy(FILE *file);
${COUNT}
static void copy(FILE *file) {
    char *all = NULL;
    size_t length = 0, space = 0, at = 0;
    for (int c; (c = getc(file)) != EOF; all[length++] = c)
        if (length == space) all = realloc(all, space = space ? space * 2 : 4096);
    long left = wanted < 0 ? -wanted : wanted;
    if (from_start) {
        for (long skip = left > 0 ? left - 1 : 0; skip > 0 && at < length; at++)
            if (bytes || all[at] == '\n') skip--;
    } else if (bytes) at = (size_t) left < length ? length - left : 0;
    else if (left == 0) at = length;
    else {
        at = length;
        if (at > 0) at--;  /* the end of the last line begins none */
        while (at > 0 && !(all[at - 1] == '\n' && --left == 0)) at--;
    }
    if (length) fwrite(all + at, 1, length - at, stdout);
}
`;

const WC_TEXT = String.raw`// wc [-clw] [file ...]: lines, words and bytes.

${HEADERS}${OPEN}
static int lines, words, bytes, width;

static void show(long l, long w, long b, const char *name) {
    int first = 1;
    long counts[] = {l, w, b};
    int shown[] = {lines, words, bytes};
    for (int i = 0; i < 3; i++)
        if (shown[i]) {
            printf("%s%*ld", first ? "" : " ", width, counts[i]);
            first = 0;
        }
    if (name) printf(" %s", name);
    putchar('\n');
}

int main(int argc, char **argv) {
    for (int option; (option = getopt(argc, argv, "clw")) != -1; ) {
        if (option == 'l') lines = 1;
        else if (option == 'w') words = 1;
        else if (option == 'c') bytes = 1;
        else return 1;
    }
    if (lines + words + bytes == 0) lines = words = bytes = 1;
    int count = argc - optind, status = 0;
    long totals[3] = {0}, (*found)[3] = calloc(count + 1, sizeof *found);
    char *opened = calloc(count + 1, 1);
    for (int i = 0; i < (count ? count : 1); i++) {
        FILE *file = open_input("wc", count ? argv[optind + i] : "-");
        if (!file) { status = 1; continue; }
        opened[i] = 1;
        int inside = 0;
        for (int c; (c = getc(file)) != EOF; found[i][2]++) {
            if (c == '\n') found[i][0]++;
            if (!isspace(c) && !inside) found[i][1]++;
            inside = !isspace(c);
        }
        for (int k = 0; k < 3; k++) totals[k] += found[i][k];
        if (file != stdin) fclose(file);
    }
    /* As wide as all bytes need; of standard input the size is not known before. */
    char digits[24];
    width = count ? snprintf(digits, sizeof digits, "%ld", totals[2]) : 7;
    if (lines + words + bytes == 1 && count < 2) width = 1;
    for (int i = 0; i < (count ? count : 1); i++)
        if (opened[i]) show(found[i][0], found[i][1], found[i][2], count ? argv[optind + i] : NULL);
    if (count > 1) show(totals[0], totals[1], totals[2], "total");
    return status;
}
`;

const SORT_TEXT = String.raw`// sort [-nru] [-k field] [file ...]: lines in order.

${HEADERS}${LINES}
static int numeric, reversed, unique, key = 1;

/* Where the field of that number begins: fields are divided by the empty string before blanks. */
static const char *field(const char *line) {
    for (int i = 1; i < key && *line; i++) {
        while (*line == ' ' || *line == '\t') line++;
        while (*line && *line != ' ' && *line != '\t') line++;
    }
    return line;
}

static int by_key(const char *a, const char *b) {
    if (!numeric) return strcmp(field(a), field(b));
    double x = strtod(field(a), NULL), y = strtod(field(b), NULL);
    return (x > y) - (x < y);
}

/* Lines with equal keys are in the order of their bytes, unless only one of them stays. */
static int compare(const void *a, const void *b) {
    const char *x = *(const char **) a, *y = *(const char **) b;
    int order = by_key(x, y);
    if (order == 0 && !unique) order = strcmp(x, y);
    return reversed ? -order : order;
}

int main(int argc, char **argv) {
    for (int option; (option = getopt(argc, argv, "k:nru")) != -1; ) {
        if (option == 'n') numeric = 1;
        else if (option == 'r') reversed = 1;
        else if (option == 'u') unique = 1;
        else if (option == 'k') key = atoi(optarg);
        else return 2;
    }
    char **all = NULL, *line = NULL;
    size_t count = 0, space = 0, room = 0;
    for (int i = optind; i < argc || (optind == argc && i == optind); i++) {
        const char *name = i < argc ? argv[i] : "-";
        FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
        if (!file) {
            fprintf(stderr, "sort: cannot read: %s: %s\n", name, strerror(errno));
            return 2;
        }
        for (long n; (n = read_line(file, &line, &room)) >= 0; count++) {
            if (line[n - 1] == '\n') line[n - 1] = '\0';
            if (count == space) all = realloc(all, (space = space ? space * 2 : 64) * sizeof *all);
            all[count] = strdup(line);
        }
        if (file != stdin) fclose(file);
    }
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 0; i < count; i++)
        if (!unique || i == 0 || by_key(all[i - 1], all[i]) != 0) puts(all[i]);
    return 0;
}
`;

export const GREP: SourceFile = { name: 'grep.c', text: GREP_TEXT };
export const HEAD: SourceFile = { name: 'head.c', text: HEAD_TEXT };
export const TAIL: SourceFile = { name: 'tail.c', text: TAIL_TEXT };
export const WC: SourceFile = { name: 'wc.c', text: WC_TEXT };
export const SORT: SourceFile = { name: 'sort.c', text: SORT_TEXT };
