// What argp prints: usage and help, laid out in columns.
//
// One idea: options of all parsers are put in order once, and both the short usage and the long help walk through
// that order; a page breaks lines at 79 columns, whoever writes to it.
//
// Source: as in part-argp.ts.

import type { SourceFile } from '../../cc/compile.ts';

const SHARED = String.raw`struct entry {
    const struct argp *argp;
    /* The option itself and its aliases. */
    const struct argp_option *options;
    int count, group, order;
    struct cluster *cluster;
};

struct cluster {
    const char *header;
    const struct argp *argp;
    int group, index, depth;
    struct cluster *parent, *made_before;
};

struct help {
    struct entry *entries;
    int count;
    struct cluster *last;
};

/* Text that goes to a stream in lines of at most 79 columns. */
struct page {
    FILE *to;
    char *line;
    size_t length, size;
    int left, wrap;
};
`;

const PAGE = String.raw`#define _GNU_SOURCE
#include <argp.h>
#include <stdlib.h>
#include <string.h>

${SHARED}
static void put(struct page *page, char c) {
    if (page->length + 2 > page->size) page->line = realloc(page->line, page->size = 2 * page->size + 100);
    page->line[page->length++] = c;
}

static void indent(struct page *page, int columns) {
    while ((int) page->length < columns) put(page, ' ');
}

void __argp_write(struct page *page, const char *text, size_t n) {
    for (; n > 0; n--, text++) {
        if (page->length == 0 && *text != '\n') indent(page, page->left);
        put(page, *text);
        if (*text == '\n') {
            fwrite(page->line, 1, page->length, page->to);
            page->length = 0;
            continue;
        }
        if (page->length <= 79) continue;
        size_t end = page->length - 1, from;
        while (end > 0 && page->line[end] != ' ' && page->line[end] != '\t') end--;
        from = end + 1;
        while (end > 0 && (page->line[end - 1] == ' ' || page->line[end - 1] == '\t')) end--;
        if (end == 0) continue;
        size_t rest = page->length - from;
        char *word = memcpy(malloc(rest + 1), page->line + from, rest);
        fwrite(page->line, 1, end, page->to);
        fputc('\n', page->to);
        page->length = 0;
        indent(page, page->wrap);
        for (size_t i = 0; i < rest; i++) put(page, word[i]);
        free(word);
    }
}

void __argp_puts(struct page *page, const char *text) {
    __argp_write(page, text, strlen(text));
}

/* A blank, or the next line where so many columns behind it would not fit. */
void __argp_space(struct page *page, size_t columns) {
    __argp_puts(page, page->length + columns >= 79 ? "\n" : " ");
}

void __argp_to(struct page *page, int column) {
    indent(page, column);
}

void __argp_end(struct page *page) {
    if (page->length) fwrite(page->line, 1, page->length, page->to);
    free(page->line);
}
`;

const ORDER = String.raw`#define _GNU_SOURCE
#include <argp.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

${SHARED}
static int is_header(const struct argp_option *o) {
    return !o->name && !o->key;
}

static int is_end(const struct argp_option *o) {
    return !o->key && !o->name && !o->doc && !o->group;
}

int __argp_short(const struct argp_option *o) {
    return !(o->flags & OPTION_DOC) && o->key > 0 && o->key <= 127 && isprint(o->key) ? o->key : 0;
}

static void collect(struct help *help, const struct argp *argp, struct cluster *cluster) {
    int group = 0;
    const struct argp_option *o = argp->options;
    while (o && !is_end(o)) {
        const struct argp_option *first = o;
        group = o->group ? o->group : is_header(o) ? group + 1 : group;
        do o++;
        while (!is_end(o) && o->flags & OPTION_ALIAS);
        help->entries = realloc(help->entries, (help->count + 1) * sizeof *help->entries);
        help->entries[help->count] = (struct entry) {argp, first, (int) (o - first), group, help->count, cluster};
        help->count++;
    }
    for (const struct argp_child *child = argp->children; child && child->argp; child++) {
        struct cluster *inside = cluster;
        if (child->group || child->header) {
            inside = malloc(sizeof *inside);
            *inside = (struct cluster) {.header = child->header, .argp = argp, .group = child->group, .parent = cluster,
                .index = help->last ? help->last->index + 1 : 0, .depth = cluster ? cluster->depth + 1 : 0, .made_before = help->last};
            help->last = inside;
        }
        collect(help, child->argp, inside);
    }
}

/* 0, 1, 2 ... and then ... -2, -1. */
static int compare_groups(int a, int b, int same) {
    if (a == b) return same;
    if ((a < 0) == (b < 0)) return a < b ? -1 : 1;
    return a < 0 ? 1 : -1;
}

static int compare_clusters(struct cluster *a, struct cluster *b) {
    while (a->depth > b->depth) a = a->parent;
    while (b->depth > a->depth) b = b->parent;
    while (a->parent != b->parent) {
        a = a->parent;
        b = b->parent;
    }
    return compare_groups(a->group, b->group, a->index - b->index);
}

static struct cluster *base(struct cluster *c) {
    while (c->parent) c = c->parent;
    return c;
}

static const struct argp_option *named(const struct entry *e, int with_long) {
    for (int i = 0; i < e->count; i++) {
        const struct argp_option *o = e->options + i;
        if (o->flags & OPTION_HIDDEN) continue;
        if (with_long ? o->name != NULL : __argp_short(o) != 0) return o;
    }
    return NULL;
}

static int compare(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    if (a->cluster != b->cluster) {
        int order;
        if (!a->cluster) order = compare_groups(a->group, base(b->cluster)->group, -1);
        else if (!b->cluster) order = compare_groups(base(a->cluster)->group, b->group, 1);
        else order = compare_clusters(a->cluster, b->cluster);
        return order ? order : a->order - b->order;
    }
    if (a->group != b->group) return compare_groups(a->group, b->group, 0);
    const struct argp_option *sa = named(a, 0), *sb = named(b, 0), *la = named(a, 1), *lb = named(b, 1);
    const char *na = la ? la->name : NULL, *nb = lb ? lb->name : NULL;
    int da = a->options->flags & OPTION_DOC, db = b->options->flags & OPTION_DOC;
    for (int i = 0; i < 2; i++) {
        const char **name = i ? &nb : &na;
        int *is_doc = i ? &db : &da;
        if (!*is_doc) continue;
        while (*name && isspace(**name)) ++*name;
        *is_doc = !*name || **name != '-';
        while (*name && **name && !isalnum(**name)) ++*name;
    }
    if (!da != !db) return !!da - !!db;
    int order = 0;
    if (!sa && !sb && na && nb) order = strcasecmp(na, nb);
    else {
        int ca = sa ? sa->key : na ? *na : 0, cb = sb ? sb->key : nb ? *nb : 0;
        order = tolower(ca) - tolower(cb);
        if (!order) order = cb - ca;
    }
    return order ? order : a->order - b->order;
}

struct help __argp_entries(const struct argp *argp) {
    struct help help = {0};
    collect(&help, argp, NULL);
    if (help.count) qsort(help.entries, help.count, sizeof *help.entries, compare);
    return help;
}

void __argp_forget(struct help *help) {
    while (help->last) {
        struct cluster *c = help->last;
        help->last = c->made_before;
        free(c);
    }
    free(help->entries);
}
`;

const HELP = String.raw`#define _GNU_SOURCE
#include <argp.h>
#include <stdlib.h>
#include <string.h>

${SHARED}
void __argp_write(struct page *page, const char *text, size_t n);
void __argp_puts(struct page *page, const char *text);
void __argp_space(struct page *page, size_t columns);
void __argp_to(struct page *page, int column);
void __argp_end(struct page *page);
int __argp_short(const struct argp_option *o);
struct help __argp_entries(const struct argp *argp);
void __argp_forget(struct help *help);
void *__argp_input(const struct argp *argp, const struct argp_state *state);

struct telling {
    struct page *page;
    const struct argp_state *state;
    const struct entry *entry, *before;
    int separates, left_out, begun;
};

static const char *filtered(int key, const char *text, const struct argp *argp, const struct argp_state *state) {
    return argp && argp->help_filter ? argp->help_filter(key, text, __argp_input(argp, state)) : text;
}

static void drop(const char *text, const char *original) {
    if (text && text != original) free((char *) text);
}

static void header(struct telling *t, const char *text, const struct argp *argp) {
    const char *shown = filtered(ARGP_KEY_HELP_HEADER, text, argp, t->state);
    if (shown && *shown) {
        if (t->before) __argp_puts(t->page, "\n");
        __argp_to(t->page, 1);
        t->page->left = t->page->wrap = 1;
        __argp_puts(t->page, shown);
        t->page->left = t->page->wrap = 0;
        __argp_puts(t->page, "\n");
    }
    if (shown) t->separates = 1;
    drop(shown, text);
}

static int is_inside(const struct cluster *c, const struct cluster *of) {
    while (c && c != of) c = c->parent;
    return c == of;
}

/* Stands before a name: a comma, or at the first one what divides it from the entry before. */
static void next_name(struct telling *t, int column) {
    if (t->begun) __argp_puts(t->page, ", ");
    else {
        const struct entry *before = t->before;
        struct cluster *c = t->entry->cluster;
        if (t->separates && before && before->group != t->entry->group) __argp_puts(t->page, "\n");
        if (c && c->header && *c->header && (!before || !is_inside(before->cluster, c))) header(t, c->header, c->argp);
        t->begun = 1;
    }
    __argp_to(t->page, column);
}

static void argument(struct page *page, const struct argp_option *real, const char *before, const char *open) {
    if (!real->arg) return;
    int is_optional = real->flags & OPTION_ARG_OPTIONAL;
    __argp_puts(page, is_optional ? open : before);
    __argp_puts(page, real->arg);
    if (is_optional) __argp_puts(page, "]");
}

static void explained(struct telling *t, const struct argp_option *real) {
    const char *text = filtered(real->key, real->doc, t->entry->argp, t->state);
    if (text && *text) {
        size_t column = t->page->length;
        t->page->left = t->page->wrap = 29;
        if (column > 32) __argp_puts(t->page, "\n");
        else if (column >= 29) __argp_puts(t->page, "   ");
        else __argp_to(t->page, 29);
        __argp_puts(t->page, text);
    }
    drop(text, real->doc);
    t->page->left = t->page->wrap = 0;
    __argp_puts(t->page, "\n");
}

static void entry_help(struct telling *t) {
    const struct argp_option *real = t->entry->options;
    int has_long = 0, i;
    t->begun = 0;
    for (i = 0; i < t->entry->count; i++) has_long |= real[i].name && !(real[i].flags & (OPTION_HIDDEN | OPTION_DOC));
    for (i = 0; i < t->entry->count; i++) {
        int letter = __argp_short(real + i);
        if (!letter || real[i].flags & OPTION_HIDDEN) continue;
        next_name(t, 2);
        char name[] = {'-', (char) letter, '\0'};
        t->page->wrap = 29;
        __argp_puts(t->page, name);
        if (!has_long) argument(t->page, real, " ", "[");
        else if (real->arg) t->left_out = 1;
    }
    for (i = 0; i < t->entry->count; i++) {
        if (!real[i].name || real[i].flags & OPTION_HIDDEN) continue;
        t->page->wrap = 29;
        if (real->flags & OPTION_DOC) {
            next_name(t, 2);
            __argp_puts(t->page, real[i].name);
            continue;
        }
        next_name(t, 6);
        __argp_puts(t->page, "--");
        __argp_puts(t->page, real[i].name);
        argument(t->page, real, "=", "[=");
    }
    t->page->wrap = 0;
    if (t->begun) explained(t, real);
    else if (!real->name && !__argp_short(real)) header(t, real->doc ? real->doc : "", t->entry->argp);
    else return;
    t->before = t->entry;
}

static void long_help(struct page *page, struct help *help, const struct argp *argp, const struct argp_state *state) {
    static const char note[] = "Mandatory or optional arguments to long options are also mandatory or optional for any corresponding short options.";
    struct telling t = {page, state, NULL, NULL, 0, 0, 0};
    for (int i = 0; i < help->count; i++) {
        t.entry = help->entries + i;
        entry_help(&t);
    }
    if (!t.left_out) return;
    const char *text = filtered(ARGP_KEY_HELP_DUP_ARGS_NOTE, note, state ? state->root_argp : argp, state);
    if (text && *text) {
        __argp_puts(page, "\n");
        __argp_puts(page, text);
        __argp_puts(page, "\n");
    }
    drop(text, note);
}

static int is_shown(const struct argp_option *o) {
    return !(o->flags & (OPTION_HIDDEN | OPTION_NO_USAGE));
}

static void usage(struct page *page, struct help *help) {
    char letters[256];
    size_t n = 0;
    for (int pass = 0; pass < 3; pass++) {
        for (int e = 0; e < help->count; e++) {
            const struct argp_option *real = help->entries[e].options;
            for (int i = 0; i < help->entries[e].count; i++) {
                const struct argp_option *o = real + i;
                const char *arg = o->arg ? o->arg : real->arg;
                int letter = __argp_short(o), flags = o->flags | real->flags;
                char name[3] = {'-', (char) letter, '\0'};
                if (!is_shown(o) || real->flags & OPTION_NO_USAGE) continue;
                if (pass == 0 && letter && !arg && n < sizeof letters - 1) letters[n++] = (char) letter;
                if (pass == 1 && letter && arg) {
                    if (flags & OPTION_ARG_OPTIONAL) __argp_puts(page, " [");
                    else {
                        __argp_space(page, 6 + strlen(arg));
                        __argp_puts(page, "[");
                    }
                    __argp_puts(page, name);
                    __argp_puts(page, flags & OPTION_ARG_OPTIONAL ? "[" : " ");
                    __argp_puts(page, arg);
                    __argp_puts(page, flags & OPTION_ARG_OPTIONAL ? "]]" : "]");
                }
                if (pass == 2 && o->name) {
                    __argp_puts(page, " [--");
                    __argp_puts(page, o->name);
                    if (arg) __argp_puts(page, flags & OPTION_ARG_OPTIONAL ? "[=" : "=");
                    if (arg) __argp_puts(page, arg);
                    __argp_puts(page, arg && flags & OPTION_ARG_OPTIONAL ? "]]" : "]");
                }
            }
        }
        letters[n] = '\0';
        if (pass == 0 && n) {
            __argp_puts(page, " [-");
            __argp_puts(page, letters);
            __argp_puts(page, "]");
        }
    }
}

/* Writes the pattern-th line of what the arguments are, of all parsers; tells whether one has another line. */
static int arguments(struct page *page, const struct argp *argp, const struct argp_state *state, int *pattern) {
    int more = 0, own = 0;
    const char *text = filtered(ARGP_KEY_HELP_ARGS_DOC, argp->args_doc, argp, state);
    if (text) {
        int lines = 1;
        const char *line = text;
        for (const char *c = text; *c; c++) lines += *c == '\n';
        own = *pattern % lines;
        for (int i = 0; i < own; i++) line = strchr(line, '\n') + 1;
        size_t n = strcspn(line, "\n");
        if (*line) {
            __argp_space(page, 1 + n);
            __argp_write(page, line, n);
        }
        *pattern /= lines;
        more = lines > 1 && own + 1 < lines;
        if (lines > 1 && own + 1 == lines) more = -1;
    }
    drop(text, argp->args_doc);
    for (const struct argp_child *child = argp->children; child && child->argp; child++) {
        int below = arguments(page, child->argp, state, pattern);
        if (below == 1 || more == 0) more = below ? below : more;
    }
    return more;
}

static int describe(struct page *page, const struct argp *argp, const struct argp_state *state, int post, int blank, int first_only) {
    int anything = 0;
    const char *original = NULL, *text;
    char *copy = NULL;
    if (argp->doc) {
        const char *cut = strchr(argp->doc, '\v');
        if (post) original = cut ? cut + 1 : NULL;
        else original = cut ? (copy = strndup(argp->doc, cut - argp->doc)) : argp->doc;
    }
    text = filtered(post ? ARGP_KEY_HELP_POST_DOC : ARGP_KEY_HELP_PRE_DOC, original, argp, state);
    if (text) {
        if (blank) __argp_puts(page, "\n");
        __argp_puts(page, text);
        if (page->length) __argp_puts(page, "\n");
        anything = 1;
    }
    drop(text, original);
    free(copy);
    if (post && argp->help_filter) {
        text = argp->help_filter(ARGP_KEY_HELP_EXTRA, NULL, __argp_input(argp, state));
        if (text) {
            if (anything || blank) __argp_puts(page, "\n");
            __argp_puts(page, text);
            free((char *) text);
            if (page->length) __argp_puts(page, "\n");
            anything = 1;
        }
    }
    for (const struct argp_child *child = argp->children; child && child->argp && !(first_only && anything); child++)
        anything |= describe(page, child->argp, state, post, anything || blank, first_only);
    return anything;
}

void __argp_tell(const struct argp *argp, const struct argp_state *state, FILE *stream, unsigned flags, const char *name) {
    struct page page = {stream, NULL, 0, 0, 0, 0};
    int anything = 0;
    if (!stream) return;
    struct help help = __argp_entries(argp);
    if (flags & (ARGP_HELP_USAGE | ARGP_HELP_SHORT_USAGE)) {
        for (int pattern = 0, more = 1; more == 1; pattern++) {
            int rest = pattern;
            page.wrap = 12;
            __argp_puts(&page, pattern ? "  or: " : "Usage:");
            __argp_puts(&page, " ");
            __argp_puts(&page, name);
            page.left = 12;
            if (!(flags & ARGP_HELP_SHORT_USAGE)) usage(&page, &help);
            else if (help.count) __argp_puts(&page, " [OPTION...]");
            flags |= ARGP_HELP_SHORT_USAGE;
            more = arguments(&page, argp, state, &rest);
            page.left = page.wrap = 0;
            __argp_puts(&page, "\n");
        }
        anything = 1;
    }
    if (flags & ARGP_HELP_PRE_DOC) anything |= describe(&page, argp, state, 0, 0, 1);
    if (flags & ARGP_HELP_SEE) {
        __argp_puts(&page, "Try ${'`'}");
        __argp_puts(&page, name);
        __argp_puts(&page, " --help' or ${'`'}");
        __argp_puts(&page, name);
        __argp_puts(&page, " --usage' for more information.\n");
        anything = 1;
    }
    if (flags & ARGP_HELP_LONG && help.count) {
        if (anything) __argp_puts(&page, "\n");
        long_help(&page, &help, argp, state);
        anything = 1;
    }
    if (flags & ARGP_HELP_POST_DOC) anything |= describe(&page, argp, state, 1, anything, 0);
    if (flags & ARGP_HELP_BUG_ADDR && argp_program_bug_address) {
        if (anything) __argp_puts(&page, "\n");
        __argp_puts(&page, "Report bugs to ");
        __argp_puts(&page, argp_program_bug_address);
        __argp_puts(&page, ".\n");
    }
    __argp_end(&page);
    __argp_forget(&help);
}
`;

export const ARGP_HELP_SOURCES: readonly SourceFile[] = [
  { name: 'libc/argp-page.c', text: PAGE },
  { name: 'libc/argp-order.c', text: ORDER },
  { name: 'libc/argp-help.c', text: HELP },
];
