// Streams that are memory go both ways: where they begin, what is put behind the text, and when they are full.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void show(const char *what, const char *bytes, int n) {
    printf("%s:", what);
    for (int i = 0; i < n; i++) printf(bytes[i] ? " %c" : " .", bytes[i]);
    printf("\n");
}

static void fixed(const char *modes, int seek) {
    char block[9] = "abc\0efgh", word[9] = "";
    FILE *f = fmemopen(block, 8, modes);
    printf("%s begins at %ld\n", modes, ftell(f));
    if (seek) printf("seek %d, now %ld\n", fseek(f, 5, SEEK_SET), ftell(f));
    int wrote = fprintf(f, "XY");
    printf("wrote %d, flush %d, at %ld\n", wrote, fflush(f), ftell(f));
    printf("back %d\n", fseek(f, 0, SEEK_SET));
    clearerr(f);
    int got = fread(word, 1, 8, f);
    show("read", word, got);
    printf("end %d, error %d\n", feof(f) != 0, ferror(f) != 0);
    printf("to its end %d %ld\n", fseek(f, 0, SEEK_END), ftell(f));
    errno = 0;
    int far = fseek(f, 9, SEEK_SET);
    printf("too far %d %s\n", far, strerror(errno));
    fclose(f);
    show("block", block, 9);
}

static void full(void) {
    char block[5] = "";
    FILE *f = fmemopen(block, 4, "w");
    setbuf(f, NULL);
    for (int i = 0; i < 6; i++) {
        errno = 0;
        int c = fputc('a' + i, f);
        printf("%d %s; ", c, strerror(errno));
        show("", block, 5);
    }
    fclose(f);
}

static void growing(void) {
    char *text;
    size_t length;
    FILE *f = open_memstream(&text, &length);
    fprintf(f, "hello, world");
    fflush(f);
    printf("%zu %s\n", length, text);
    fseek(f, 7, SEEK_SET);
    fprintf(f, "W");
    fflush(f);
    printf("%zu %s\n", length, text);
    printf("end %d", fseek(f, 3, SEEK_END));
    printf(" at %ld\n", ftell(f));
    fputc('!', f);
    fclose(f);
    printf("%zu", length);
    show("", text, length + 1);
    free(text);

    wchar_t *wide;
    FILE *w = open_wmemstream(&wide, &length);
    fwprintf(w, L"%d wide", 12);
    fclose(w);
    printf("%zu %ls\n", length, wide);
    free(wide);
}

int main(void) {
    const char *modes[] = {"r+", "w+", "a+"};
    for (int i = 0; i < 3; i++) fixed(modes[i], 0), fixed(modes[i], 1);
    full();
    growing();
    FILE *own = fmemopen(NULL, 16, "w+");
    fprintf(own, "12 34");
    rewind(own);
    int a, b, n = fscanf(own, "%d %d", &a, &b);
    printf("%d: %d %d\n", n, a, b);
    fclose(own);
    errno = 0;
    FILE *none = fmemopen(NULL, 4, "q");
    printf("%d %s\n", none == NULL, strerror(errno));
}
// → r+ begins at 0
// → wrote 2, flush 0, at 2
// → back 0
// → read: X Y c . e f g h
// → end 0, error 0
// → to its end 0 8
// → too far -1 Invalid argument
// → block: X Y c . e f g h .
// → r+ begins at 0
// → seek 0, now 0
// → wrote 2, flush 0, at 7
// → back 0
// → read: a b c . e X Y h
// → end 0, error 0
// → to its end 0 8
// → too far -1 Invalid argument
// → block: a b c . e X Y h .
// → w+ begins at 0
// → wrote 2, flush 0, at 2
// → back 0
// → read: X Y
// → end 1, error 0
// → to its end 0 2
// → too far -1 Invalid argument
// → block: X Y . . e f g h .
// → w+ begins at 0
// → seek 0, now 0
// → wrote 2, flush 0, at 7
// → back 0
// → read: . b c . e X Y
// → end 1, error 0
// → to its end 0 7
// → too far -1 Invalid argument
// → block: . b c . e X Y . .
// → a+ begins at 3
// → wrote 2, flush 0, at 5
// → back 0
// → read: a b c X Y
// → end 1, error 0
// → to its end 0 5
// → too far -1 Invalid argument
// → block: a b c X Y . g h .
// → a+ begins at 3
// → seek 0, now 3
// → wrote 2, flush 0, at 5
// → back 0
// → read: a b c X Y
// → end 1, error 0
// → to its end 0 5
// → too far -1 Invalid argument
// → block: a b c X Y . g h .
// → 97 Success; : a . . . .
// → 98 Success; : a b . . .
// → 99 Success; : a b c . .
// → 100 Success; : a b c . .
// → -1 No space left on device; : a b c . .
// → -1 No space left on device; : a b c . .
// → 12 hello, world
// → 8 hello, World
// → end 0 at 11
// → 12: h e l l o ,   W o r l ! .
// → 7 12 wide
// → 2: 12 34
// → 1 Invalid argument
