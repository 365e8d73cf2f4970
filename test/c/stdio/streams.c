// Streams: modes, places, pushing back, errors, memory, temporary files.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *name) {
    char text[256];
    FILE *f = fopen(name, "r");
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    printf("%s: %zu [%s]\n", name, n, text);
    fclose(f);
}

int main(void) {
    FILE *f = fopen("a", "w+");
    fprintf(f, "%s %d\n", "line", 1);
    fputs("line 2\nline 3", f);
    printf("at %ld\n", ftell(f));
    rewind(f);
    char line[32], *grown = NULL;
    size_t size = 0;
    while (fgets(line, sizeof line, f)) printf("[%s]", line);
    printf(" eof %d error %d\n", feof(f) != 0, ferror(f) != 0);
    fseek(f, 5, SEEK_SET);
    printf("%c", getc(f));
    ungetc('X', f);
    printf("%c", getc(f));
    printf("%c", getc(f));
    fseek(f, -6, SEEK_END);
    printf("%ld", (long) getline(&grown, &size, f));
    printf("%s %zu\n", grown, size);
    fseek(f, 0, SEEK_SET);
    fwrite("LINE", 1, 4, f);
    fseek(f, 0, SEEK_CUR);
    printf("%d ", getc(f));
    printf("%ld\n", ftell(f));
    fclose(f);
    show("a");
    f = fopen("a", "a+");
    fputs("!\n", f);
    printf("append at %ld\n", ftell(f));
    fseek(f, 0, SEEK_SET);
    printf("first %c\n", getc(f));
    fclose(f);
    show("a");
    f = fopen("a", "r+");
    fputs("<", f);
    fclose(f);
    show("a");
    printf("%d ", fopen("a", "wx") == NULL);
    printf("%s\n", strerror(errno));
    printf("%d ", fopen("none", "r") == NULL);
    printf("%s\n", strerror(errno));
    printf("%d ", fopen("a", "q") == NULL);
    printf("%s\n", strerror(errno));
    f = fopen("a", "r");
    printf("%d ", fputc('x', f));
    printf("%d %s\n", ferror(f) != 0, strerror(errno));
    clearerr(f);
    printf("%d\n", ferror(f) != 0);
    f = freopen("b", "w", f);
    setvbuf(f, NULL, _IOFBF, 0);
    for (int i = 0; i < 3000; i++) fputc('a' + i % 26, f);
    struct stat st;
    stat("b", &st);
    printf("%ld\n", (long) st.st_size);
    fflush(f);
    stat("b", &st);
    printf("%ld\n", (long) st.st_size);
    fclose(f);
    char small[200];
    f = fopen("c", "w");
    setvbuf(f, small, _IOFBF, sizeof small);
    for (int i = 0; i < 19; i++) fputs("0123456789", f);
    stat("c", &st);
    printf("%ld ", (long) st.st_size);
    for (int i = 0; i < 2; i++) fputs("0123456789", f);
    stat("c", &st);
    printf("%ld\n", (long) st.st_size);
    fclose(f);
    f = tmpfile();
    fprintf(f, "%d %s %x\n", 42, "word", 255);
    rewind(f);
    int number;
    unsigned hex;
    char word[10];
    printf("%d ", fscanf(f, "%d %9s %x", &number, word, &hex));
    printf("%d %s %x\n", number, word, hex);
    fclose(f);
    char *text;
    f = open_memstream(&text, &size);
    for (int i = 0; i < 5; i++) fprintf(f, "<%d>", i * i);
    fclose(f);
    printf("%s %zu\n", text, size);
    free(text);
    f = fmemopen("one two", 7, "r");
    printf("%d", fscanf(f, "%s", word));
    printf("%s %d\n", word, getc(f));
    fclose(f);
    free(grown);
    grown = NULL;
    size = 0;
    f = fopen("d", "w+");
    for (int i = 0; i < 200; i++) fputc('z', f);
    fputs(";rest", f);
    rewind(f);
    printf("%ld ", (long) getdelim(&grown, &size, ';', f));
    printf("%c\n", grown[200]);
    printf("%ld\n", (long) getdelim(&grown, &size, ';', f));
    printf("%ld\n", (long) getdelim(&grown, &size, ';', f));
    free(grown);
    fpos_t pos;
    fseek(f, 3, SEEK_SET);
    fgetpos(f, &pos);
    fseek(f, 0, SEEK_END);
    fsetpos(f, &pos);
    printf("%ld\n", ftell(f));
    fclose(f);
    printf("%d ", rename("d", "e"));
    printf("%d ", remove("e"));
    printf("%d\n", remove("e"));
    mkdir("dir", 0755);
    printf("%d\n", remove("dir"));
    int fd = open("c", O_RDWR);
    dprintf(fd, "%05d|", 42);
    f = fdopen(fd, "r");
    printf("%d %d\n", fileno(f) == fd, getc(f));
    printf("%d ", fdopen(99, "r") == NULL);
    printf("%s\n", strerror(errno));
    fclose(f);
    show("c");
    unsigned char big[5000];
    memset(big, 7, sizeof big);
    f = fopen("f", "wb");
    printf("%zu\n", fwrite(big, 1000, 5, f));
    fclose(f);
    f = fopen("f", "rb");
    printf("%zu ", fread(big, 3, 2000, f));
    printf("%d\n", feof(f) != 0);
    fclose(f);
    perror("done");
    return 0;
}
// → at 20
// → [line 1
// → ][line 2
// → ][line 3] eof 1 error 0
// → 1X
// → 6line 3 120
// → 32 5
// → a: 20 [LINE 1
// → line 2
// → line 3]
// → append at 22
// → first L
// → a: 22 [LINE 1
// → line 2
// → line 3!
// → ]
// → a: 22 [<INE 1
// → line 2
// → line 3!
// → ]
// → 1 File exists
// → 1 No such file or directory
// → 1 Invalid argument
// → -1 1 Bad file descriptor
// → 0
// → 0
// → 3000
// → 0 200
// → 3 42 word ff
// → <0><1><4><9><16> 16
// → 1one 32
// → 201 ;
// → 4
// → -1
// → 3
// → 0 0 -1
// → 0
// → 1 54
// → 1 Bad file descriptor
// → c: 210 [00042|678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789]
// → 5
// → 1666 1
