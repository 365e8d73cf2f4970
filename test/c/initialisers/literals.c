// Compound literals as constant initialisers, as GNU C has them; structs without members.
#include <stdio.h>

struct empty {};
struct around { char a; struct empty none; char b; } around = { 1, (struct empty){}, 2 };
struct point { int x, y; const char *name; };
struct point here = (struct point){ 1, 2, "here" }, there = ((struct point){ .y = 5 });
static const struct point list[] = { (struct point){ 3, 4, "first" }, { 5, 6, "second" } };
int *numbers = (int[]){ 7, 8, 9 };
int copied[] = (int[]){ [2] = 6, 7 }, longer[3] = (int[3]){ 1 };
int nested[2][2] = { [1] = (int[2]){ 4, 5 } };

int main(void) {
    static struct point local = (struct point){ 9, 8, "local" };
    printf("%d %d %zu\n", around.a, around.b, sizeof around);
    printf("%d %s %d %s\n", here.y, here.name, there.y, there.name ? "a name" : "none");
    printf("%s %s %d %s\n", list[0].name, list[1].name, numbers[2], local.name);
    printf("%zu %d %d %d\n", sizeof copied, copied[3], longer[0], nested[1][1]);
    return 0;
}

// → 1 2 2
// → 2 here 5 none
// → first second 9 local
// → 16 7 1 5
