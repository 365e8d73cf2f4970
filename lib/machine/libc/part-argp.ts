// <argp.h>: options and arguments, read by parsers that form a tree.
//
// One idea: the tree is written out as a list, parents first; an option belongs to the first parser that has it,
// and an argument goes to each in turn until one wants it.
//
// Source: the GNU C Library manual, "Parsing Program Options with Argp"; what glibc 2.36 does and prints.
// Departs: ARGP_HELP_FMT is not looked at, so columns of the help are the usual ones.

import type { LibraryPart } from './parts.ts';
import { ARGP_HELP_SOURCES } from './source-argp-help.ts';

const ANSWERS = String.raw`#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

void __argp_tell(const struct argp *argp, const struct argp_state *state, FILE *stream, unsigned flags, const char *name);

const char *argp_program_version;
void (*argp_program_version_hook)(FILE *stream, struct argp_state *state);
const char *argp_program_bug_address;
error_t argp_err_exit_status = EX_USAGE;

void argp_help(const struct argp *argp, FILE *stream, unsigned flags, char *name) {
    __argp_tell(argp, NULL, stream, flags, name);
}

void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags) {
    if ((state && state->flags & ARGP_NO_ERRS) || !stream) return;
    if (state && state->flags & ARGP_LONG_ONLY) flags |= ARGP_HELP_LONG_ONLY;
    __argp_tell(state ? state->root_argp : NULL, state, stream, flags, state ? state->name : program_invocation_short_name);
    if (state && state->flags & ARGP_NO_EXIT) return;
    if (flags & ARGP_HELP_EXIT_ERR) exit(argp_err_exit_status);
    if (flags & ARGP_HELP_EXIT_OK) exit(0);
}

void argp_usage(const struct argp_state *state) {
    argp_state_help(state, stderr, ARGP_HELP_STD_USAGE);
}

void argp_error(const struct argp_state *state, const char *fmt, ...) {
    FILE *stream = state ? state->err_stream : stderr;
    va_list args;
    if ((state && state->flags & ARGP_NO_ERRS) || !stream) return;
    fprintf(stream, "%s: ", state ? state->name : program_invocation_short_name);
    va_start(args, fmt);
    vfprintf(stream, fmt, args);
    va_end(args);
    fputc('\n', stream);
    argp_state_help(state, stream, ARGP_HELP_STD_ERR);
}

void argp_failure(const struct argp_state *state, int status, int errnum, const char *fmt, ...) {
    FILE *stream = state ? state->err_stream : stderr;
    va_list args;
    if ((state && state->flags & ARGP_NO_ERRS) || !stream) return;
    fputs(state ? state->name : program_invocation_short_name, stream);
    if (fmt) {
        fputs(": ", stream);
        va_start(args, fmt);
        vfprintf(stream, fmt, args);
        va_end(args);
    }
    if (errnum) fprintf(stream, ": %s", strerror(errnum));
    fputc('\n', stream);
    if (status && !(state && state->flags & ARGP_NO_EXIT)) exit(status);
}
`;

const PARSE = String.raw`#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __argp_short(const struct argp_option *o);
extern int __wrong;  /* of getopt(): the last mistake */

struct group {
    const struct argp *argp;
    struct group *parent;
    int index, processed, children;
    void *input, **inputs, *hook;
};

struct meaning {
    const struct argp_option *option;
    struct group *group;
};

struct parser {
    struct group *groups;
    int count, named, tries;
    struct meaning *meanings, letters[128];
    struct option *long_options;
    char *short_options;
    struct argp_state state;
};

enum { USAGE = -3, NAME = -2, HANG = -1 };

static error_t standard(int key, char *arg, struct argp_state *state) {
    if (key == '?') argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
    else if (key == USAGE) argp_state_help(state, state->out_stream, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
    else if (key == NAME) {
        char *slash = strrchr(arg, '/');
        program_invocation_name = arg;
        program_invocation_short_name = state->name = slash ? slash + 1 : arg;
        if ((state->flags & (ARGP_PARSE_ARGV0 | ARGP_NO_ERRS)) == ARGP_PARSE_ARGV0) state->argv[0] = arg;
    } else if (key == HANG) for (int n = arg ? atoi(arg) : 3600; n > 0; n--) sleep(1);
    else return ARGP_ERR_UNKNOWN;
    return 0;
}

static error_t version(int key, char *arg, struct argp_state *state) {
    (void) arg;
    if (key != 'V') return ARGP_ERR_UNKNOWN;
    if (argp_program_version_hook) argp_program_version_hook(state->out_stream, state);
    else if (argp_program_version) fprintf(state->out_stream, "%s\n", argp_program_version);
    else argp_error(state, "(PROGRAM ERROR) No version known!?");
    if (!(state->flags & ARGP_NO_EXIT)) exit(0);
    return 0;
}

static const struct argp_option standard_options[] = {
    {"help", '?', 0, 0, "Give this help list", -1},
    {"usage", USAGE, 0, 0, "Give a short usage message", 0},
    {"program-name", NAME, "NAME", OPTION_HIDDEN, "Set the program name", 0},
    {"HANG", HANG, "SECS", OPTION_ARG_OPTIONAL | OPTION_HIDDEN, "Hang for SECS seconds (default 3600)", 0},
    {0, 0, 0, 0, 0, 0},
};
static const struct argp_option version_options[] = {
    {"version", 'V', 0, 0, "Print program version", -1},
    {0, 0, 0, 0, 0, 0},
};
static const struct argp standard_argp = {standard_options, standard, NULL, NULL, NULL, NULL, NULL};
static const struct argp version_argp = {version_options, version, NULL, NULL, NULL, NULL, NULL};

static int size_of(const struct argp *argp, int *options) {
    int n = 1;
    for (const struct argp_option *o = argp->options; o && (o->key || o->name || o->doc || o->group); o++) ++*options;
    for (const struct argp_child *c = argp->children; c && c->argp; c++) n += size_of(c->argp, options);
    return n;
}

static void add_option(struct parser *p, struct group *g, const struct argp_option *o, const struct argp_option *real) {
    int letter = o->flags & OPTION_DOC ? 0 : __argp_short(o);
    int has = real->arg ? real->flags & OPTION_ARG_OPTIONAL ? optional_argument : required_argument : no_argument;
    if (o->flags & OPTION_DOC) return;
    if (letter && !p->letters[letter].option) {
        char *end = p->short_options + strlen(p->short_options);
        *end++ = (char) letter;
        for (int i = 0; i < has; i++) *end++ = ':';
        *end = '\0';
        p->letters[letter] = (struct meaning) {o, g};
    }
    if (!o->name) return;
    for (int i = 0; i < p->named; i++)
        if (strcmp(p->long_options[i].name, o->name) == 0) return;
    p->long_options[p->named] = (struct option) {o->name, has, NULL, 256 + p->named};
    p->meanings[p->named++] = (struct meaning) {o, g};
}

static void add_group(struct parser *p, const struct argp *argp, struct group *parent, int index) {
    struct group *g = p->groups + p->count;
    const struct argp_option *real = argp->options;
    int i = 0;
    if (argp->options || argp->parser) {
        *g = (struct group) {argp, parent, index, 0, 0, NULL, NULL, NULL};
        p->count++;
        for (const struct argp_child *c = argp->children; c && c->argp; c++) g->children++;
        if (g->children) g->inputs = calloc(g->children, sizeof *g->inputs);
        for (const struct argp_option *o = argp->options; o && (o->key || o->name || o->doc || o->group); o++) {
            if (!(o->flags & OPTION_ALIAS)) real = o;
            add_option(p, g, o, real);
        }
    } else g = NULL;
    for (const struct argp_child *c = argp->children; c && c->argp; c++) add_group(p, c->argp, g, i++);
}

static error_t ask(struct parser *p, struct group *g, int key, char *arg) {
    if (!g->argp->parser) return ARGP_ERR_UNKNOWN;
    p->state.hook = g->hook;
    p->state.input = g->input;
    p->state.child_inputs = g->inputs;
    p->state.arg_num = g->processed;
    error_t error = g->argp->parser(key, arg, &p->state);
    g->hook = p->state.hook;
    return error;
}

/* Asks all parsers, the last one first or the first one first; one that does not know the key is no error. */
static error_t ask_all(struct parser *p, int key, int backwards) {
    error_t error = 0;
    for (int i = 0; i < p->count && (!error || error == ARGP_ERR_UNKNOWN); i++) {
        struct group *g = p->groups + (backwards ? p->count - 1 - i : i);
        if (key != ARGP_KEY_NO_ARGS || g->processed == 0) error = ask(p, g, key, NULL);
    }
    return error == ARGP_ERR_UNKNOWN ? 0 : error;
}

static error_t begin(struct parser *p, void *input) {
    error_t error = 0;
    if (p->count) p->groups[0].input = input;
    for (int i = 0; i < p->count && (!error || error == ARGP_ERR_UNKNOWN); i++) {
        struct group *g = p->groups + i;
        if (g->parent) g->input = g->parent->inputs[g->index];
        if (!g->argp->parser && g->argp->children && g->argp->children->argp) g->inputs[0] = g->input;
        error = ask(p, g, ARGP_KEY_INIT, NULL);
    }
    return error == ARGP_ERR_UNKNOWN ? 0 : error;
}

static error_t one_argument(struct parser *p, char *arg) {
    int from = --p->state.next, key = 0;
    struct group *g = NULL;
    error_t error = ARGP_ERR_UNKNOWN;
    for (int i = 0; i < p->count && error == ARGP_ERR_UNKNOWN; i++) {
        g = p->groups + i;
        p->state.next++;
        key = ARGP_KEY_ARG;
        error = ask(p, g, key, arg);
        if (error != ARGP_ERR_UNKNOWN) break;
        p->state.next--;
        key = ARGP_KEY_ARGS;
        error = ask(p, g, key, NULL);
    }
    if (error) return error;
    if (key == ARGP_KEY_ARGS) p->state.next = p->state.argc;
    if (p->state.next > from) g->processed += p->state.next - from;
    else p->tries = 1;
    return 0;
}

static error_t one_option(struct parser *p, int found) {
    struct meaning *m = found >= 256 ? p->meanings + found - 256 : p->letters + found;
    const struct argp_option *o = m->option;
    while (o->flags & OPTION_ALIAS && !o->key) o--;
    error_t error = ask(p, m->group, o->key, optarg);
    if (error != ARGP_ERR_UNKNOWN) return error;
    static const char wrong[] = "(PROGRAM ERROR) Option should have been recognized!?";
    if (found < 256) argp_error(&p->state, "-%c: %s", found, wrong);
    else argp_error(&p->state, "--%s: %s", m->option->name, wrong);
    return error;
}

/* Sets *unparsed if what is left are arguments that nobody takes. */
static error_t one_step(struct parser *p, int *unparsed) {
    struct argp_state *s = &p->state;
    int found = -1;
    /* At first next is 0, which makes getopt() begin anew. */
    if (s->quoted && s->next < s->quoted) s->quoted = 0;
    if (p->tries && !s->quoted) {
        optind = s->next;
        opterr = !(s->flags & ARGP_NO_ERRS);
        __wrong = -1;
        int (*next)(int, char *const *, const char *, const struct option *, int *) =
            s->flags & ARGP_LONG_ONLY ? getopt_long_only : getopt_long;
        found = next(s->argc, s->argv, p->short_options, p->long_options, NULL);
        s->next = optind;
        if (found == -1) {
            p->tries = 0;
            if (s->next > 1 && strcmp(s->argv[s->next - 1], "--") == 0) s->quoted = s->next;
        } else if (found == '?' && optopt != -1) {
            *unparsed = 0;
            return ARGP_ERR_UNKNOWN;
        }
    }
    if (found == -1) {
        if (s->next >= s->argc || s->flags & ARGP_NO_ARGS) {
            *unparsed = 1;
            return ARGP_ERR_UNKNOWN;
        }
        found = 1;
        optarg = s->argv[s->next++];
    }
    error_t error = found == 1 ? one_argument(p, optarg) : one_option(p, found);
    if (error == ARGP_ERR_UNKNOWN) *unparsed = found == 1;
    return error;
}

static error_t finish(struct parser *p, error_t error, int unparsed, int *end) {
    struct argp_state *s = &p->state;
    if (error == ARGP_ERR_UNKNOWN && unparsed) error = 0;
    if (!error) {
        if (s->next == s->argc) {
            error = ask_all(p, ARGP_KEY_NO_ARGS, 0);
            if (!error) error = ask_all(p, ARGP_KEY_END, 1);
            if (end) *end = s->next;
        } else if (end) *end = s->next;
        else {
            if (!(s->flags & ARGP_NO_ERRS) && s->err_stream) fprintf(s->err_stream, "%s: Too many arguments\n", s->name);
            error = ARGP_ERR_UNKNOWN;
        }
    }
    if (error) {
        if (error == ARGP_ERR_UNKNOWN) argp_state_help(s, s->err_stream, ARGP_HELP_STD_ERR);
        ask_all(p, ARGP_KEY_ERROR, 0);
    } else error = ask_all(p, ARGP_KEY_SUCCESS, 1);
    ask_all(p, ARGP_KEY_FINI, 1);
    return error == ARGP_ERR_UNKNOWN ? EINVAL : error;
}

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags, int *end, void *input) {
    struct parser p = {0};
    struct argp_child children[4] = {{0}};
    struct argp top = {0};
    int n = 0, options = 0, unparsed = 0;
    if (!(flags & ARGP_NO_HELP)) {
        top.children = children;
        if (argp) children[n++].argp = argp;
        children[n++].argp = &standard_argp;
        if (argp_program_version || argp_program_version_hook) children[n++].argp = &version_argp;
        argp = &top;
    }
    p.groups = calloc(size_of(argp, &options) + 1, sizeof *p.groups);
    p.meanings = calloc(options + 1, sizeof *p.meanings);
    p.long_options = calloc(options + 1, sizeof *p.long_options);
    p.short_options = calloc(3 * options + 3, 1);
    if (flags & ARGP_IN_ORDER) strcpy(p.short_options, "-");
    else if (flags & ARGP_NO_ARGS) strcpy(p.short_options, "+");
    add_group(&p, argp, NULL, 0);
    p.tries = 1;
    p.state = (struct argp_state) {.root_argp = argp, .argc = argc, .argv = argv, .flags = flags, .err_stream = stderr,
        .out_stream = stdout, .pstate = &p, .name = program_invocation_short_name};
    if (argv && argv[0]) {
        char *slash = strrchr(argv[0], '/');
        p.state.name = slash ? slash + 1 : argv[0];
    }
    error_t error = begin(&p, input);
    while (!error) error = one_step(&p, &unparsed);
    error = finish(&p, error, unparsed, end);
    for (int i = 0; i < p.count; i++) free(p.groups[i].inputs);
    free(p.groups);
    free(p.meanings);
    free(p.long_options);
    free(p.short_options);
    return error;
}

/* What a parser was given, for its filter of help. */
void *__argp_input(const struct argp *argp, const struct argp_state *state) {
    struct parser *p = state ? state->pstate : NULL;
    for (int i = 0; p && i < p->count; i++)
        if (p->groups[i].argp == argp) return p->groups[i].input;
    return NULL;
}
`;

export const ARGP_PART: LibraryPart = {
  headers: [
    {
      name: 'argp.h',
      includes: ['stdio.h', 'ctype.h', 'getopt.h', 'limits.h', 'errno.h'],
      text: `#ifndef __error_t_defined
#define __error_t_defined 1
typedef int error_t;
#endif
struct argp_option {
    const char *name;
    int key;
    const char *arg;
    int flags;
    const char *doc;
    int group;
};
#define OPTION_ARG_OPTIONAL 1
#define OPTION_HIDDEN 2
#define OPTION_ALIAS 4
#define OPTION_DOC 8
#define OPTION_NO_USAGE 16
struct argp;
struct argp_state;
struct argp_child;
typedef error_t (*argp_parser_t)(int key, char *arg, struct argp_state *state);
#define ARGP_ERR_UNKNOWN E2BIG
#define ARGP_KEY_ARG 0
#define ARGP_KEY_ARGS 0x1000006
#define ARGP_KEY_END 0x1000001
#define ARGP_KEY_NO_ARGS 0x1000002
#define ARGP_KEY_INIT 0x1000003
#define ARGP_KEY_FINI 0x1000007
#define ARGP_KEY_SUCCESS 0x1000004
#define ARGP_KEY_ERROR 0x1000005
struct argp {
    const struct argp_option *options;
    argp_parser_t parser;
    const char *args_doc;
    const char *doc;
    const struct argp_child *children;
    char *(*help_filter)(int key, const char *text, void *input);
    const char *argp_domain;
};
#define ARGP_KEY_HELP_PRE_DOC 0x2000001
#define ARGP_KEY_HELP_POST_DOC 0x2000002
#define ARGP_KEY_HELP_HEADER 0x2000003
#define ARGP_KEY_HELP_EXTRA 0x2000004
#define ARGP_KEY_HELP_DUP_ARGS_NOTE 0x2000005
#define ARGP_KEY_HELP_ARGS_DOC 0x2000006
struct argp_child {
    const struct argp *argp;
    int flags;
    const char *header;
    int group;
};
struct argp_state {
    const struct argp *root_argp;
    int argc;
    char **argv;
    int next;
    unsigned flags;
    unsigned arg_num;
    int quoted;
    void *input;
    void **child_inputs;
    void *hook;
    char *name;
    FILE *err_stream;
    FILE *out_stream;
    void *pstate;
};
#define ARGP_PARSE_ARGV0 1
#define ARGP_NO_ERRS 2
#define ARGP_NO_ARGS 4
#define ARGP_IN_ORDER 8
#define ARGP_NO_HELP 16
#define ARGP_NO_EXIT 32
#define ARGP_LONG_ONLY 64
#define ARGP_SILENT (ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP)
#define ARGP_HELP_USAGE 1
#define ARGP_HELP_SHORT_USAGE 2
#define ARGP_HELP_SEE 4
#define ARGP_HELP_LONG 8
#define ARGP_HELP_PRE_DOC 16
#define ARGP_HELP_POST_DOC 32
#define ARGP_HELP_DOC (ARGP_HELP_PRE_DOC | ARGP_HELP_POST_DOC)
#define ARGP_HELP_BUG_ADDR 64
#define ARGP_HELP_LONG_ONLY 128
#define ARGP_HELP_EXIT_ERR 256
#define ARGP_HELP_EXIT_OK 512
#define ARGP_HELP_STD_ERR (ARGP_HELP_SEE | ARGP_HELP_EXIT_ERR)
#define ARGP_HELP_STD_USAGE (ARGP_HELP_SHORT_USAGE | ARGP_HELP_SEE | ARGP_HELP_EXIT_ERR)
#define ARGP_HELP_STD_HELP (ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_EXIT_OK | ARGP_HELP_DOC | ARGP_HELP_BUG_ADDR)
extern const char *argp_program_version;
extern void (*argp_program_version_hook)(FILE *stream, struct argp_state *state);
extern const char *argp_program_bug_address;
extern error_t argp_err_exit_status;
error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags, int *end, void *input);
void argp_help(const struct argp *argp, FILE *stream, unsigned flags, char *name);
void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags);
void argp_usage(const struct argp_state *state);
void argp_error(const struct argp_state *state, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void argp_failure(const struct argp_state *state, int status, int errnum, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));`,
    },
  ],
  sources: [
    ...ARGP_HELP_SOURCES,
    { name: 'libc/argp-answers.c', text: ANSWERS },
    { name: 'libc/argp-parse.c', text: PARSE },
  ],
};
