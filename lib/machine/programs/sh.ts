// sh: what system(3), popen(3) and scripts need of a shell.
//
// Source: POSIX.1-2017, Shell Command Language; words of complaints, and `exec` in place of a fork
// for the last command of -c, as in dash 0.5.12.
// Departs: simple commands, pipes, lists, redirection and variables; no if, for, functions, patterns,
// command substitution or here-documents, which are syntax errors.

import type { SourceFile } from '../../cc/compile.ts';

const TEXT =
  String.raw`// sh: run the commands of a line, of a file, or of the standard input.

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 128, REDIRECTIONS = 16, PIPELINE = 16, TEXT = 4096 };

struct redirection { int fd, from, flags; char *path; };  /* from another descriptor, or a file */

struct command {
    int count, redirected;
    char *words[WORDS + 1];
    struct redirection redirections[REDIRECTIONS];
};

static const char *at, *shell = "sh";  /* what has not been read yet */
static int status, line = 1, whole;    /* whole: nothing comes behind the text */
static char **parameters;
static int parameter_count;

static void complain(const char *what, const char *why) {
    fprintf(stderr, "%s: %d: %s%s%s\n", shell, line, what, *why ? ": " : "", why);
}

static void syntax_error(void) {
    char name[4] = {*at, 0};
    fprintf(stderr, "%s: %d: Syntax error: ", shell, line);
    if (!*at) fprintf(stderr, "end of file unexpected\n");
    else if (*at == '\n') fprintf(stderr, "newline unexpected\n");
    else fprintf(stderr, "\"%s\" unexpected\n", name);
    exit(2);
}

static void skip_blanks(void) {
    for (; *at == ' ' || *at == '\t' || (at[0] == '\\' && at[1] == '\n'); at++)
        if (*at == '\\') { at++; line++; }
    if (*at == '#') at += strcspn(at, "\n");
}

static void append(char *text, int *n, char c) {
    if (*n >= TEXT - 1) { complain("word too long", ""); exit(2); }
    text[(*n)++] = c;
}

static void add_word(struct command *c, char *text, int n) {
    if (c->count == WORDS) { complain("too many words", ""); exit(2); }
    text[n] = '\0';
    c->words[c->count++] = strdup(text);
    c->words[c->count] = NULL;
}

/* Reads what stands behind a $; a $ that names nothing is itself. */
static const char *expansion(void) {
    static char number[16];
    char name[128];
    int n = 0, braces = *at == '{';
    at += braces;
    if (*at == '?' || *at == '$' || *at == '#' || isdigit((unsigned char) *at)) {
        char c = *at++;
        at += braces && *at == '}';
        if (isdigit((unsigned char) c)) {
            int i = c - '0';
            return i == 0 ? shell : i <= parameter_count ? parameters[i - 1] : "";
        }
        snprintf(number, sizeof number, "%d", c == '?' ? status : c == '#' ? parameter_count : getpid());
        return number;
    }
    while (n < 127 && (isalnum((unsigned char) *at) || *at == '_')) name[n++] = *at++;
    name[n] = '\0';
    if (braces && *at++ != '}') { at--; syntax_error(); }
    if (n == 0) return "$";
    const char *value = getenv(name);
    return value ? value : "";
}

/* Reads one word; what a variable holds may make several words of it, or none. */
static void read_word(struct command *c) {
    char text[TEXT];
    int n = 0, there = 0, quoted = 0;
    for (; *at && (quoted || !strchr(" \t\n;&|<>()", *at)); ) {
        char ch = *at++;
        if (ch == '"') { quoted = !quoted; there = 1; }
        else if (ch == '\'' && !quoted) {
            for (there = 1; *at && *at != '\''; at++) append(text, &n, *at);
            if (!*at++) { at--; syntax_error(); }
        } else if (ch == '\\' && *at && (!quoted || strchr("$\"\\` +
  '`' +
  String.raw`", *at))) append(text, &n, *at++);
        else if (ch == '` +
  '`' +
  String.raw`') { at--; syntax_error(); }
        else if (ch == '$') {
            if (*at == '(') syntax_error();
            for (const char *value = expansion(); *value; value++) {
                if (quoted || !isspace((unsigned char) *value)) append(text, &n, *value);
                else if (n > 0 || there) { add_word(c, text, n); n = there = 0; }
            }
        } else append(text, &n, ch);
    }
    if (quoted) syntax_error();
    if (n > 0 || there) add_word(c, text, n);
}

static void read_redirection(struct command *c) {
    int fd = isdigit((unsigned char) *at) ? *at++ - '0' : *at == '>';
    int out = *at++ == '>', more = out && *at == '>', copy = *at == '&';
    at += more || copy;
    skip_blanks();
    int before = c->count;
    read_word(c);
    if (c->count != before + 1 || c->redirected == REDIRECTIONS) syntax_error();
    char *word = c->words[--c->count];
    c->words[c->count] = NULL;
    int flags = out ? O_WRONLY | O_CREAT | (more ? O_APPEND : O_TRUNC) : O_RDONLY;
    c->redirections[c->redirected++] = (struct redirection) {fd, copy ? atoi(word) : -1, flags, word};
}

/* Reads a command as far as a ; & | or the line's end. */
static void read_command(struct command *c) {
    c->count = c->redirected = 0;
    c->words[0] = NULL;
    for (skip_blanks(); *at && !strchr("\n;&|", *at); skip_blanks()) {
        int digit = isdigit((unsigned char) *at) && (at[1] == '<' || at[1] == '>');
        if (digit || *at == '<' || *at == '>') read_redirection(c);
        else if (*at == '(' || *at == ')') syntax_error();
        else read_word(c);
    }
}

static int redirect(struct command *c) {
    for (int i = 0; i < c->redirected; i++) {
        struct redirection *r = &c->redirections[i];
        int fd = r->from >= 0 ? r->from : open(r->path, r->flags, 0666);
        if (fd < 0 || (fd != r->fd && dup2(fd, r->fd) < 0)) {
            fprintf(stderr, "%s: %d: cannot %s %s: %s\n", shell, line,
                    r->flags == O_RDONLY ? "open" : "create", r->path,
                    errno == ENOENT ? "No such file" : strerror(errno));
            return 2;
        }
        if (r->from < 0 && fd != r->fd) close(fd);
    }
    return 0;
}

/* Name=value words in front of a command: how many there are. */
static int assignments(struct command *c) {
    int i = 0;
    for (; i < c->count; i++) {
        size_t name = strspn(c->words[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        if (name == 0 || isdigit((unsigned char) c->words[i][0]) || c->words[i][name] != '=') break;
    }
    return i;
}

static _Noreturn void run_program(struct command *c) {
    int first = assignments(c);
    for (int i = 0; i < first; i++) putenv(c->words[i]);
    char **words = c->words + first;
    if (!*words) _exit(0);
    execvp(*words, words);
    complain(*words, errno == ENOENT ? "not found" : strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

static int echo(char **words) {
    int newline = !(*words && strcmp(*words, "-n") == 0);
    for (words += !newline; *words; words++) printf("%s%s", *words, words[1] ? " " : "");
    if (newline) putchar('\n');
    return fflush(stdout) < 0;
}

/* Runs what must happen in the shell itself: its status, or -1 for no such command. */
static int builtin(struct command *c) {
    int first = assignments(c);
    char **words = c->words + first;
    if (!*words) {
        for (int i = 0; i < first; i++) putenv(c->words[i]);
        return 0;
    }
    if (strcmp(*words, "exit") == 0) exit(words[1] ? atoi(words[1]) & 255 : status);
    if (strcmp(*words, ":") == 0 || strcmp(*words, "true") == 0) return 0;
    if (strcmp(*words, "false") == 0) return 1;
    if (strcmp(*words, "echo") == 0) return echo(words + 1);
    if (strcmp(*words, "exec") == 0) {
        if (!words[1]) return 0;
        memmove(words, words + 1, (c->count - first) * sizeof *words);
        run_program(c);
    }
    if (strcmp(*words, "export") == 0) {
        for (words++; *words; words++) if (strchr(*words, '=')) putenv(*words);
        return 0;
    }
    if (strcmp(*words, "cd") == 0) {
        const char *home = getenv("HOME"), *folder = words[1] ? words[1] : home ? home : "/";
        if (chdir(folder) == 0) return 0;
        fprintf(stderr, "%s: %d: cd: can't cd to %s\n", shell, line, folder);
        return 2;
    }
    if (strcmp(*words, "wait") == 0) {
        while (wait(NULL) > 0) continue;
        return 0;
    }
    return -1;
}

static int status_of(int word) {
    return WIFSIGNALED(word) ? 128 + WTERMSIG(word) : WEXITSTATUS(word);
}

/* Runs one command in the shell if it can be; redirections are taken back afterwards. */
static int run_builtin(struct command *c) {
    int kept[REDIRECTIONS], n = c->redirected;
    for (int i = 0; i < n; i++) kept[i] = fcntl(c->redirections[i].fd, F_DUPFD_CLOEXEC, 10);
    int result = redirect(c);
    if (result == 0) result = builtin(c);
    int stays = c->count > 0 && strcmp(c->words[0], "exec") == 0;
    for (int i = n - 1; i >= 0; i--) {
        if (stays) { close(kept[i]); continue; }
        if (kept[i] < 0) { close(c->redirections[i].fd); continue; }
        dup2(kept[i], c->redirections[i].fd);
        close(kept[i]);
    }
    return result;
}

static _Noreturn void be_child(struct command *c) {
    if (redirect(c) != 0) _exit(2);
    int result = builtin(c);
    if (result >= 0) exit(result);
    run_program(c);
}

static void run_pipeline(struct command *commands, int count, int background, int last) {
    if (count == 1 && !background) {
        int result = run_builtin(commands);
        if (result >= 0) { status = result; return; }
        if (last) be_child(commands);
    }
    pid_t pids[PIPELINE];
    int input = background ? open("/dev/null", O_RDONLY) : -1, ends[2];
    for (int i = 0; i < count; i++) {
        int more = i + 1 < count;
        if (more && pipe(ends) < 0) { perror("sh: pipe"); exit(2); }
        pids[i] = fork();
        if (pids[i] < 0) { complain("Cannot fork", ""); exit(2); }
        if (pids[i] == 0) {
            if (input >= 0) { dup2(input, 0); close(input); }
            if (more) { close(ends[0]); dup2(ends[1], 1); close(ends[1]); }
            be_child(&commands[i]);
        }
        if (input >= 0) close(input);
        if (more) { close(ends[1]); input = ends[0]; }
    }
    status = 0;
    for (int i = 0, word; !background && i < count; i++)
        if (waitpid(pids[i], &word, 0) == pids[i]) status = status_of(word);
}

/* Runs everything: pipelines with && and || between them, each line and each ; a new beginning. */
static void run(const char *text) {
    static struct command commands[PIPELINE];
    int wanted = 1;
    for (at = text; ; ) {
        skip_blanks();
        while (*at == '\n') { at++; line++; skip_blanks(); }
        if (!*at) return;
        int count = 0, not = at[0] == '!' && isspace((unsigned char) at[1]);
        at += not;
        for (;;) {
            if (count == PIPELINE) { complain("pipeline too long", ""); exit(2); }
            read_command(&commands[count]);
            if (commands[count].count == 0 && commands[count].redirected == 0) syntax_error();
            count++;
            if (*at != '|' || at[1] == '|') break;
            at++;
        }
        int both = at[0] == '&' && at[1] == '&', either = at[0] == '|';
        int background = *at == '&' && !both;
        const char *rest = at + strspn(at, "; \t\n");
        int last = whole && !*rest && !not;
        at += both || either ? 2 : *at == ';' || *at == '&';
        if (wanted) {
            run_pipeline(commands, count, background, last);
            if (not) status = !status;
        }
        if (both || either) {
            skip_blanks();
            while (*at == '\n') { at++; line++; skip_blanks(); }
            if (!*at) syntax_error();
            wanted = both ? status == 0 : status != 0;
        } else wanted = 1;
    }
}

static char *read_all(int fd) {
    size_t length = 0, room = 4096;
    char *text = malloc(room);
    for (ssize_t n; (n = read(fd, text + length, room - length - 1)) > 0; ) {
        length += n;
        if (length + 1 == room) text = realloc(text, room *= 2);
    }
    text[length] = '\0';
    return text;
}

int main(int argc, char **argv) {
    int command = argc > 1 && strcmp(argv[1], "-c") == 0, first = 1;
    const char *text;
    if (command) {
        if (argc < 3) {
            fprintf(stderr, "sh: 0: -c requires an argument\n");
            return 2;
        }
        text = argv[2];
        whole = 1;
        if (argc > 3) shell = argv[3];
        first = 4;
    } else if (argc > 1) {
        int fd = open(shell = argv[1], O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            fprintf(stderr, "sh: 0: cannot open %s: No such file\n", argv[1]);
            return 2;
        }
        text = read_all(fd);
        close(fd);
        first = 2;
    } else text = read_all(0);
    if (argc > first) {
        parameters = argv + first;
        parameter_count = argc - first;
    }
    run(text);
    return status;
}
`;

export const SH: SourceFile = { name: 'sh.c', text: TEXT };
