// va_list is an array of one struct: a helper moves the caller's on; copies, pointers, members, globals.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int number(va_list ap) { return va_arg(ap, int); }
static double real(va_list ap) { return va_arg(ap, double); }
static const char *text(va_list *ap) { return va_arg(*ap, const char *); }

/* A formatter whose conversions are functions of their own. */
static void format(const char *f, va_list ap) {
    for (; *f; f++) {
        if (*f == 'i') printf("<%d>", number(ap));
        else if (*f == 'd') printf("<%.2f>", real(ap));
        else if (*f == 's') printf("<%s>", va_arg(ap, char *));
        else putchar(*f);
    }
}

static void say(const char *f, ...) {
    va_list ap, again;
    va_start(ap, f);
    va_copy(again, ap);
    format(f, ap);
    printf(" and then %s;", text(&ap));
    format(f, again);
    printf(" and then %s\n", va_arg(again, char *));
    va_end(again);
    va_end(ap);
}

/* A parser that keeps its list in a struct, and one that has it behind a pointer. */
struct source { int depth; va_list list; int end; };
static int pull(struct source *s) { return va_arg(s->list, int); }
static int nested(struct source *s) {
    int sum = 0, n;
    s->depth++;
    while ((n = pull(s)) != 0) sum += n < 0 ? nested(s) * 10 : n;
    return sum;
}
static int parse(int first, ...) {
    struct source s = { 0 };
    va_start(s.list, first);
    int n = first + nested(&s);
    s.end = va_arg(s.list, int);
    va_end(s.list);
    return n * 1000 + s.depth * 100 + s.end;
}

static int skip(va_list *p, int n) {
    while (n-- > 0) (void) va_arg(*p, long);
    return va_arg(*p, int);
}
static int far(int n, ...) {
    va_list lists[2], *p = lists;
    va_start(lists[0], n);
    va_copy(*(p + 1), *p);
    int a = skip(p, n), b = skip(&lists[1], 1);
    int c = va_arg(*p, int);
    va_end(lists[0]);
    va_end(lists[1]);
    return a * 100 + b * 10 + c;
}

static va_list *here(va_list *p, int *calls) { ++*calls; return p; }
static int once(int n, ...) {
    va_list ap;
    int calls = 0;
    va_start(ap, n);
    int a = va_arg(*here(&ap, &calls), int), b = va_arg(*here(&ap, &calls), int);
    va_end(ap);
    return a * 100 + b * 10 + calls;
}

static va_list kept;
static int later(void) { return va_arg(kept, int); }
static int keep(int n, ...) {
    va_start(kept, n);
    int sum = 0;
    while (n-- > 0) sum = sum * 10 + later();
    va_end(kept);
    return sum;
}

/* Started twice; a parameter's list may be set anew. */
static int refill(va_list to, va_list from) { va_copy(to, from); return va_arg(to, int); }
static int twice(int n, ...) {
    va_list ap, other;
    va_start(ap, n);
    int a = va_arg(ap, int), b = va_arg(ap, int);
    va_end(ap);
    va_start(ap, n);
    int c = refill(other, ap), d = va_arg(other, int), e = va_arg(ap, int);
    va_end(other);
    va_end(ap);
    return a * 10000 + b * 1000 + c * 100 + d * 10 + e;
}

static char *join(const char *first, ...) {
    __builtin_va_list ap;
    size_t size = strlen(first) + 1;
    __builtin_va_start(ap, first);
    for (const char *s; (s = __builtin_va_arg(ap, char *)) != NULL;) size += strlen(s);
    __builtin_va_end(ap);
    char *all = strcpy(malloc(size), first);
    __gnuc_va_list bp;
    va_start(bp, first);
    for (const char *s; (s = va_arg(bp, char *)) != NULL;) strcat(all, s);
    va_end(bp);
    return all;
}

/* What the library takes, the program's own helper gives on: sscanf's pointers among it. */
static int read_(const char *s, const char *f, ...) {
    va_list ap;
    va_start(ap, f);
    int n = vsscanf(s, f, ap);
    va_end(ap);
    return n;
}
static int measured(char *to, size_t size, const char *f, ...) {
    va_list ap, again;
    va_start(ap, f);
    va_copy(again, ap);
    int need = vsnprintf(NULL, 0, f, ap);
    vsnprintf(to, size, f, again);
    va_end(again);
    va_end(ap);
    return need;
}

int main(void) {
    va_list ap, *p = &ap;
    printf("%zu %zu %zu %zu\n", sizeof(va_list), sizeof ap, sizeof *p, sizeof(struct source));
    printf("%d %d\n", (int) sizeof(*ap), (char *) (p + 1) - (char *) p == 24);
    say("i d s", 1, 2.5, "three", "four");
    printf("%d\n", parse(1, 2, -1, 3, 4, 0, 5, 0, 9));
    printf("%d %d\n", far(2, 1L, 2L, 3, 4), once(0, 4, 5));
    printf("%d %d\n", keep(3, 7, 8, 9), twice(0, 1, 2));
    char *all = join("one", "-", "two", NULL), to[8];
    puts(all);
    free(all);
    int a = 0;
    double d = 0;
    printf("%d", read_("12 0.5 word", "%d %lf %7s", &a, &d, to));
    printf(" %d %g %s\n", a, d, to);
    printf("%d", measured(to, sizeof to, "%s %d %.1f", "text", 42, 1.5));
    printf(" %s\n", to);
    return 0;
}

// → 24 24 24 40
// → 24 1
// → <1> <2.50> <three> and then four;<1> <2.50> <three> and then four
// → 78209
// → 324 452
// → 789 12121
// → one-two
// → 3 12 0.5 word
// → 11 text 42
