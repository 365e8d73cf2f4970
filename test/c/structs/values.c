#include <stdio.h>
#include <string.h>
// Structs as values: assignment, parameters, results, arrays and members of members.
struct point { int x, y; };
struct rect { struct point min, max; char name[8]; };
static struct point add(struct point a, struct point b) {
    a.x += b.x;
    a.y += b.y;
    return a;
}
static struct rect make(int x, int y, int w, int h, const char *name) {
    struct rect r = { {x, y}, {x + w, y + h}, "" };
    strncpy(r.name, name, sizeof r.name - 1);
    return r;
}
static int area(struct rect r) { return (r.max.x - r.min.x) * (r.max.y - r.min.y); }
static void grow(struct rect *r, int by) { r->max = add(r->max, (struct point){by, by}); }
struct big { long v[10]; };
static struct big fill(int n) {
    struct big b;
    for (int i = 0; i < 10; i++) b.v[i] = i * n;
    return b;
}
static long total(struct big a, int scale, struct big b) {
    long t = 0;
    for (int i = 0; i < 10; i++) t += a.v[i] + b.v[i] * scale;
    return t;
}
int main(void) {
    struct point p = {1, 2}, q = p;
    q.x = 10;
    printf("%d %d %d\n", p.x, q.x, add(p, q).y);
    struct rect r = make(1, 2, 3, 4, "rectangle");
    printf("%d %s\n", area(r), r.name);
    grow(&r, 2);
    printf("%d %d\n", area(r), area(make(0, 0, 2, 2, "b")));
    struct rect all[3] = { [1] = make(0, 0, 5, 5, "mid") };
    all[2] = all[1];
    all[2].min.x = 3;
    printf("%d %d %d %s\n", area(all[0]), area(all[1]), area(all[2]), all[2].name);
    struct rect *end = all + 3;
    int n = 0;
    for (struct rect *i = all; i < end; i++) n += area(*i);
    printf("%d\n", n);
    printf("%ld\n", total(fill(1), 3, fill(2)));
    printf("%ld\n", fill(7).v[9]);
    struct point t = p.x > 0 ? q : p;
    printf("%d\n", t.x);
    struct point swap[2] = {{1, 2}, {3, 4}};
    struct point tmp = swap[0];
    swap[0] = swap[1];
    swap[1] = tmp;
    printf("%d %d\n", swap[0].x, swap[1].x);
    struct { int a; struct { int b; } in; } nested = { 1, { 2 } };
    nested.in.b += nested.a++;
    printf("%d %d\n", nested.a, nested.in.b);
    return 0;
}
// → 1 10 4
// → 12 rectang
// → 30 4
// → 0 25 10 mid
// → 35
// → 315
// → 63
// → 10
// → 3 1
// → 2 3
