#include <stdio.h>
// Names: shadowing, extern, static, typedef names reused, tags and members in their own spaces.
int shared = 1;
static int hidden = 2;
extern int later;
typedef int number;
typedef struct tag tag;
struct tag { number tag; tag *next; };
enum { LIMIT = 3 };
static int use(void) { extern int shared; return shared + hidden + later; }
int later = 40;
int tentative;
int tentative;
static number twice(number number) { return number * 2; }
typedef char name_t[8];
typedef int (*op)(int);
int main(void) {
    number shared = 10;
    printf("%d %d\n", shared, use());
    {
        int number = 5;
        printf("%d\n", number * shared);
    }
    number after = twice(LIMIT);
    tag t = { 7, 0 };
    struct tag *tag = &t;
    printf("%d %d %d\n", after, tag->tag, tentative);
    name_t n = "typedef";
    op o = twice;
    printf("%zu %s %d\n", sizeof(name_t), n, o(21));
    for (int i = 0; i < 2; i++) { int i = 9; printf("%d ", i); }
    struct inner { int LIMIT; } s = { LIMIT };
    printf("%d\n", s.LIMIT);
    static int first = LIMIT * 2, *where = &hidden;
    printf("%d %d\n", first, *where);
    const int fixed = 4;
    volatile int noisy = fixed;
    noisy++;
    printf("%d %d\n", fixed, noisy);
    return 0;
}
// → 10 43
// → 50
// → 6 7 0
// → 8 typedef 42
// → 9 9 3
// → 6 2
// → 4 5
