// A stream is one of bytes or one of wide characters from its first operation on: the other kind fails.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static FILE *holding(const char *text) {
    FILE *f = tmpfile();
    if (write(fileno(f), text, strlen(text)) < 0) return NULL;
    lseek(fileno(f), 0, SEEK_SET);
    return f;
}

static void say(FILE *f, const char *what, long result) {
    printf("%-20s %ld, %s, error %d\n", what, result, fwide(f, 0) > 0 ? "wide" : fwide(f, 0) ? "bytes" : "undecided",
            ferror(f) != 0);
}

#define SAY(call) say(f, #call, (long) (call))

static void wide_output(void) {
    FILE *f = tmpfile();
    SAY(fwide(f, 0));
    SAY(fwprintf(f, L"%d", 12));
    SAY(fprintf(f, "%d", 12));
    SAY(fputs("a", f));
    SAY(fwrite("abc", 1, 3, f));
    SAY(fwide(f, -1));
    SAY(fputws(L"ab", f));
    SAY(ftell(f));
    fclose(f);
}

static void narrow_output(void) {
    FILE *f = tmpfile();
    SAY(fputc('a', f));
    SAY(fwprintf(f, L"%d", 12));
    SAY(fputwc(L'a', f));
    SAY(fputws(L"", f));
    SAY(fwide(f, 1));
    SAY(ftell(f));
    fclose(f);
    f = stderr;
    fprintf(f, "bytes\n");
    SAY(fputwc(L'a', f));
}

static void input(void) {
    char text[20] = "";
    wchar_t wide[20] = L"";
    int number = 0;
    FILE *f = holding("12 three\nfour\n");
    SAY(fwide(f, 1));
    SAY(fgets(text, sizeof text, f) == NULL);
    SAY(fscanf(f, "%d", &number));
    SAY(fwscanf(f, L"%d", &number));
    SAY(fgetws(wide, 20, f) == wide);
    SAY(wcslen(wide));
    SAY(ungetwc(L'x', f));
    SAY(fgetwc(f));
    SAY(freopen("/dev/null", "r", f) == f);
    fclose(f);
    f = holding("12 three\n");
    SAY(fgetc(f));
    SAY(fgetwc(f) == WEOF);
    SAY(fgetws(wide, 20, f) == NULL);
    SAY(fwscanf(f, L"%d", &number));
    SAY(fgetc(f));
    fclose(f);
    f = holding("12\n");
    SAY(fwide(f, -1));
    SAY(fgetwc(f) == WEOF);
    SAY(fgetc(f));
    SAY(fputc('x', f));
    fclose(f);
}

/* Reads and writes without a buffer, then with one. */
static void both_ways(void) {
    FILE *f = tmpfile();
    setvbuf(f, NULL, _IONBF, 0);
    fputs("both ways", f);
    SAY(fwide(f, 0));
    rewind(f);
    SAY(fgetc(f));
    SAY(setvbuf(f, NULL, _IOFBF, BUFSIZ));
    SAY(fgetc(f));
    fclose(f);
}

static ssize_t swallow(void *cookie, const char *bytes, size_t n) {
    (void) cookie, (void) bytes;
    return (ssize_t) n;
}

/* Memory, what a program writes for itself and commands are streams of bytes from the beginning. */
static void of_bytes(void) {
    char *text, block[8] = "block";
    wchar_t *wide;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    SAY(fwprintf(f, L"abc"));
    SAY(fprintf(f, "de"));
    fclose(f);
    f = open_wmemstream(&wide, &n);
    SAY(fprintf(f, "de"));
    SAY(fwprintf(f, L"abc"));
    fclose(f);
    printf("%s, %ls\n", text, wide);
    f = fmemopen(block, 5, "r");
    SAY(fgetc(f));
    fclose(f);
    f = fopencookie(NULL, "w", (cookie_io_functions_t) {.write = swallow});
    SAY(fputwc(L'a', f));
    fclose(f);
    f = popen("cat", "w");
    SAY(fputws(L"abc", f));
    pclose(f);
}

/* The library's own messages go to either kind; what the locale cannot write is a question mark. */
static void messages(void) {
    fflush(stdout);
    FILE *f = stderr = fdopen(dup(STDOUT_FILENO), "w");
    setvbuf(stderr, NULL, _IONBF, 0);
    SAY(fputws(L"caf\u00e9 \u4e2d\n", f));
    SAY(putw(1, f));
    fflush(stdout);
    errno = EPERM;
    perror("perror");
    psignal(SIGQUIT, "psignal");
    errno = 0;
    SAY(fwprintf(f, L"%s\n", "caf\xc3\xa9"));
    printf("%s\n", strerror(errno));
}

int main(void) {
    char text[8];
    wide_output();
    narrow_output();
    input();
    both_ways();
    of_bytes();
    messages();
    int n = printf("hello\n");
    errno = 0;
    int m = wprintf(L"hello\n");
    printf("%d, then %d and %s\n", n, m, strerror(errno));
    /* What is put back may come first of all. */
    FILE *f = holding("ello\n");
    ungetc('h', f);
    if (fgets(text, sizeof text, f)) printf("%s", text);
    return 0;
}
