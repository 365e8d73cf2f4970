// Which write(2) each call of <stdio.h> becomes: on a terminal, without a buffer, into files and pipes.
// A write to descriptor -1 names the section. In those that begin with "2.37" glibc was changed by that version.

#include <err.h>
#include <errno.h>
#include <error.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[20001];

static void section(const char *name) {
    write(-1, name, strlen(name));
}

/* A text of n characters, every so many of which is the end of a line. */
static char *letters(int n, int every) {
    for (int i = 0; i < n; i++)
        text[i] = every && i % every == every - 1 ? '\n' : 'a' + i % 26;
    text[n] = 0;
    return text;
}

static void terminal(volatile int one) {
    section("first use: line by line");
    printf("x=%d\ny=%d\n", one, 2);
    section("2.37: later all lines at once");
    printf("x=%d\ny=%d\n", one, 2);
    section("2.37: a begun line stays");
    printf("x=%d\ny=%d", one, 2);
    section("and goes with its end");
    printf("\n");
    section("2.37: lines in an argument");
    printf("[%s]\n", "a\nb\nc");
    section("one long line");
    printf("%s!\n", letters(300, 0));
    section("2.37: lines of fifty");
    printf("<%s>\n", letters(300, 50));
    section("a wide field");
    printf("%200d\n", one);
    section("more than the buffer");
    printf("%s!\n", letters(3000, 0));
    section("2.37: lines beyond the buffer");
    printf("%s!\n", letters(3000, 100));
    section("fputs");
    fputs(letters(3000, 0), stdout);
    fputs("\n", stdout);
    section("fputs of lines");
    fputs(letters(3050, 100), stdout);
    fputs("\n", stdout);
    section("fputs of lines that fit");
    fputs(letters(350, 100), stdout);
    fputs("\n", stdout);
    section("fwrite");
    fwrite(letters(5000, 0), 1, 5000, stdout);
    fwrite("\n", 1, 1, stdout);
    section("fwrite behind a beginning");
    fputs("0123456789", stdout);
    letters(5000, 0)[4500] = '\n';
    fwrite(text, 1, 5000, stdout);
    fwrite("\n", 1, 1, stdout);
    section("puts");
    puts("a");
    puts("b\nc");
    puts("");
    section("puts of 1023, 1024");
    puts(letters(1023, 0));
    puts(letters(1024, 0));
    section("putchar");
    for (int i = 0; i < 1100; i++) putchar('x');
    putchar('\n');
    section("a full buffer and an end");
    fputs(letters(1024, 0), stdout);
    section("the end");
    fputs("\n", stdout);
}

static void unbuffered(volatile int one) {
    section("stderr");
    fprintf(stderr, "a%db\nc%d\n", one, 2);
    section("2.37: stderr, long");
    fprintf(stderr, "%s!\n", letters(300, 0));
    section("2.37: stderr, very long");
    fprintf(stderr, "%s!\n", letters(9000, 0));
    section("stderr, fputs");
    fputs(letters(300, 50), stderr);
    section("stderr, characters");
    fputc('a', stderr);
    fputc('\n', stderr);
    section("perror");
    errno = ENOENT;
    perror("who");
    section("psignal");
    psignal(SIGTERM, "who");
    section("2.37: dprintf");
    dprintf(1, "a%d\nb%d\n", one, 2);
    section("dprintf, long");
    dprintf(1, "%s!\n", letters(300, 0));
    section("2.37: dprintf, very long");
    dprintf(1, "%s!\n", letters(5000, 0));
    setvbuf(stdout, NULL, _IONBF, 0);
    section("stdout unbuffered");
    printf("a%d\nb%d\n", one, 2);
    puts("x");
    section("2.37: stdout unbuffered, long");
    printf("%s!\n", letters(300, 0));
}

static void small(volatile int one) {
    static char buffer[20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    section("2.37: twenty bytes");
    printf("a%d\nb%d\n", one, 2);
    section("2.37: twenty bytes, more");
    printf("%s", letters(30, 0));
    printf("%d%s", one, text);
    section("2.37: twenty bytes, the rest");
    fflush(stdout);
    setvbuf(stdout, buffer, _IOLBF, sizeof buffer);
    section("2.37: twenty bytes of lines");
    printf("a%d\nb%d\n", one, 2);
    printf("%s", letters(30, 0));
    printf("%d%s\nabc", one, text);
    section("2.37: twenty, lines, the rest");
    fflush(stdout);
}

static void file(FILE *f, volatile int one) {
    section("a little");
    fprintf(f, "%d %s\n", one, letters(300, 0));
    section("5000");
    fprintf(f, "%s!\n", letters(5000, 0));
    section("10000");
    fprintf(f, "%s!\n", letters(10000, 0));
    section("fputs of 5000");
    fputs(letters(5000, 0), f);
    section("fputs of 10000");
    fputs(letters(10000, 0), f);
    section("fputc");
    for (int i = 0; i < 5000; i++) fputc('x', f);
    section("fwrite");
    fwrite(text, 1, 3000, f);
    fwrite(text, 1, 3000, f);
    fflush(f);
    section("exactly a buffer");
    fputs(letters(4096, 0), f);
    section("one more");
    fputs("x", f);
    fflush(f);
    section("exactly a buffer, printf");
    fprintf(f, "%s%d", letters(4095, 0), one);
    section("one more, printf");
    fprintf(f, "%d", one);
    section("fclose");
    fclose(f);
}

int main(void) {
    volatile int one = 1;
    terminal(one);
    unbuffered(one);
    small(one);
    section("a file");
    file(fopen("/tmp/stdio-writes", "w"), one);
    section("a file, fwrite first");
    FILE *f = fopen("/tmp/stdio-writes", "w");
    fwrite(letters(10000, 0), 1, 10000, f);
    fclose(f);
    section("a file, 10000 first");
    f = fopen("/tmp/stdio-writes", "w");
    fprintf(f, "%d%s", one, letters(10000, 0));
    fclose(f);
    section("a file of lines");
    f = fopen("/tmp/stdio-writes", "w");
    setlinebuf(f);
    fputs("a\nb\nc", f);
    fputs("a\nb\nc", f);
    fclose(f);
    unlink("/tmp/stdio-writes");
    section("a pipe");
    int ends[2];
    if (pipe(ends) < 0) return 1;
    if (fork() == 0) {
        close(ends[1]);
        while (read(ends[0], text, sizeof text) > 0) continue;
        _exit(0);
    }
    file(fdopen(ends[1], "w"), one);
    return 0;
}
