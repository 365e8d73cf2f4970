// A stream is one of bytes or one of wide characters from its first operation on: the other kind fails.
#include <errno.h>
#include <stdio.h>
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

int main(void) {
    char text[8];
    wide_output();
    narrow_output();
    input();
    both_ways();
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
