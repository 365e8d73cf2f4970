// Arrays inside structs and arrays, used up to their ends, and pointers one past them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table {
    int rows[3][4];
    char names[2][8];
    int used;
};
struct packet { int length; char data[1]; };
struct tail { int length; char data[0]; };
union both { int number; char bytes[4]; };

static int compare(const void *a, const void *b) {
    return *(const int *) a - *(const int *) b;
}

/* The program's own: what it does with the rest of the struct is its own business. */
static int send_whole(const void *from, size_t n) {
    static char out[16];
    memcpy(out, from, n);
    return (int) n;
}

/* Of an entry with room for any name there is as much as its name needs, as scandir(3) gives them. */
struct entry { short length; char name[256]; };

static size_t print_short(void) {
    struct entry *short_one = malloc(24);
    char *out = malloc(1024);
    size_t n = 0;
    strcpy(short_one->name, "a name");
    while (n < 1000) n += sprintf(out + n, "%s %d", short_one->name, short_one->name[0] == 'a');
    free(short_one);
    free(out);
    return n;
}

int main(void) {
    printf("%zu\n", print_short()); // → 1000
    struct table t, *p = &t;
    memset(&t, 0, sizeof t);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) t.rows[i][j] = 10 * (3 - i) + j;
    int sum = 0;
    for (int *q = p->rows[0]; q < p->rows[3]; q++) sum += *q;
    for (int *q = &t.rows[1][0]; q != &t.rows[1][4]; q++) sum += *q;
    printf("%d\n", sum); // → 344
    qsort(p->rows[2], 4, sizeof p->rows[2][0], compare);
    strcpy(p->names[1], "seventh");
    memcpy(t.names[0], t.names[1], sizeof t.names[0]);
    snprintf(t.names[1] + 4, sizeof t.names[1] - 4, "%d", 123);
    printf("%s %s %zu\n", t.names[0], t.names[1], strlen(p->names[1])); // → seventh seve123 7
    char *end = t.names[1] + sizeof t.names[1];
    printf("%d\n", (int) (end - t.names[0])); // → 16
    memset(t.rows, 0, sizeof t.rows);
    memset(t.rows[0], 1, sizeof t.rows[0]);
    printf("%x %d\n", (unsigned) t.rows[0][3], t.rows[1][0]); // → 1010101 0

    struct { char tag[4]; int after; } full = {{'a', 'b', 'c', 'd'}, 7};
    char copy[5] = "";
    strncpy(copy, full.tag, sizeof full.tag);
    printf("%s %.4s %d\n", copy, full.tag, strncmp(full.tag, "abcd", 4)); // → abcd abcd 0
    memcpy(copy, full.tag, sizeof full.tag);
    printf("%zu %d\n", strnlen(full.tag, sizeof full.tag), send_whole(full.tag, sizeof full)); // → 4 8

    struct packet *one = malloc(sizeof *one + 16);
    one->length = 16;
    strcpy(one->data, "a longer text");
    for (int i = 0; one->data[i]; i++) one->data[i] ^= 1;
    for (int i = 0; one->data[i]; i++) one->data[i] ^= 1;
    printf("%s\n", one->data); // → a longer text
    free(one);
    struct tail *none = malloc(sizeof *none + 8);
    none->length = 8;
    memset(none->data, 'z', 8);
    printf("%c\n", none->data[7]); // → z
    free(none);

    union both b;
    b.number = 0x01020304;
    for (size_t i = 0; i < sizeof b.bytes; i++) printf("%d", b.bytes[i]);
    printf("\n"); // → 4321
    return 0;
}
