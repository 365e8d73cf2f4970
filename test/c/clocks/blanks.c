// Blanks of any kind may stand before what strptime reads as a number; w+ empties a block of any size.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(void) {
    struct tm tm;
    memset(&tm, 0, sizeof tm);
    const char *text = "Tuesday \t 22 \t July\t1942";
    char *end = strptime(text, "%A%d %b%Y", &tm);
    printf("%td %d %d %d\n", end ? end - text : -1, tm.tm_mday, tm.tm_mon, tm.tm_year);
    char block[4] = "abc";
    FILE *f = fmemopen(block, 0, "w");
    fclose(f);
    printf("[%s]\n", block);
    fclose(fmemopen(block, 0, "w+"));
    printf("[%s]\n", block);
}
// → 24 22 6 42
// → [abc]
// → []
