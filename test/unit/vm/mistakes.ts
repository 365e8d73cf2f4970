// Small programs with one mistake each, and well-defined ones that look like them; the headers that
// they need are put in front of them.

export const WRONG: [name: string, program: string, line: number, words: string][] = [
  [
    'printf %s member into next',
    `struct p { char a[4]; char b[8]; } p;
int main(void) { memcpy(p.a, "abcd", 4); strcpy(p.b, "tail"); printf("%s\\n", p.a); }`,
    2,
    "printf: reads 5 bytes past the end of 'p.a' (char[4]), into 'p.b'",
  ],
  [
    'strlen member into next',
    `struct p { char a[4]; char b[8]; };
int main(void) { struct p p; memcpy(p.a, "abcd", 4); strcpy(p.b, "tail"); printf("%zu\\n", strlen(p.a)); }`,
    2,
    "strlen: reads 5 bytes past the end of 'p.a' (char[4]), into 'p.b'",
  ],
  [
    'puts member',
    `struct p { char a[4]; char b[8]; };
int main(void) { struct p p; memcpy(p.a, "abcd", 4); strcpy(p.b, "tail"); puts(p.a); }`,
    2,
    "puts: reads 5 bytes past the end of 'p.a' (char[4]), into 'p.b'",
  ],
  [
    'fputs member heap',
    `struct p { char a[4]; char b[8]; };
int main(void) { struct p *p = calloc(1, sizeof *p); memcpy(p->a, "abcd", 4); strcpy(p->b, "tail"); fputs(p->a, stdout); }`,
    2,
    "fputs: reads 5 bytes past the end of 'p->a' (char[4]), into 'p->b'",
  ],
  [
    'strcpy over member',
    `struct p { char a[4]; int n; };
int main(void) { struct p p; strcpy(p.a, "abcdef"); return p.n; }`,
    2,
    "strcpy: writes 3 bytes past the end of 'p.a' (char[4]), over 'p.n'",
  ],
  [
    'strcat over member',
    `struct p { char a[8]; int n; };
int main(void) { struct p p = {"abc", 1}; strcat(p.a, "defghi"); return p.n; }`,
    2,
    "strcat: writes 2 bytes past the end of 'p.a' (char[8]), over 'p.n'",
  ],
  [
    'sprintf over member',
    `struct p { char a[8]; int n; };
int main(void) { struct p p = {"abc", 1}; sprintf(p.a, "%d", 123456789); return p.n; }`,
    2,
    "sprintf: writes 2 bytes past the end of 'p.a' (char[8]), over 'p.n'",
  ],
  [
    'memset over member',
    `struct p { char a[8]; int n; };
int main(void) { struct p p = {"abc", 1}; memset(p.a, 0, 12); return p.n; }`,
    2,
    "memset: writes 4 bytes past the end of 'p.a' (char[8]), over 'p.n'",
  ],
  [
    'memcpy over member src',
    `struct p { char a[8]; int n; };
int main(void) { struct p p = {"abc", 1}; char d[12]; memcpy(d, p.a, 12); return d[0]; }`,
    2,
    "memcpy: reads 4 bytes past the end of 'p.a' (char[8]), into 'p.n'",
  ],
  [
    'snprintf %s',
    `struct p { char a[4]; char b[4]; };
int main(void) { struct p p; memcpy(p.a, "abcd", 4); strcpy(p.b, "xyz"); char d[20]; snprintf(d, 20, "<%s>", p.a); }`,
    2,
    "snprintf: reads 4 bytes past the end of 'p.a' (char[4]), into 'p.b'",
  ],
  [
    'wild int write',
    `int main(void) { *(int *)0x1234 = 1; }`,
    1,
    'writes 4 bytes at 0x1234, an address where this program has no memory (a wild pointer)',
  ],
  [
    'wild int read',
    `int main(void) { return *(int *)0x12345678; }`,
    1,
    'reads 4 bytes at 0x12345678, an address where this program has no memory (a wild pointer)',
  ],
  [
    'wild high',
    `int main(void) { *(char *)0x7ffffffffff0 = 1; }`,
    1,
    'writes 1 byte at 0xfffffff0, an address where this program has no memory (a wild pointer)',
  ],
  [
    'wild low page',
    `int main(void) { *(char *)0x10 = 1; }`,
    1,
    'writes through a NULL pointer (at 16 bytes behind it): it points at nothing, so there is nothing to write',
  ],
  [
    'wild uninit ptr',
    `int main(void) { int *p; *p = 3; }`,
    1,
    "reads 'p' before it was given a value (uninitialised): it is used as an address or an index",
  ],
  [
    'wild garbage data',
    `int main(void) { long x = 0x2000; return *(int *)x; }`,
    1,
    'reads 4 bytes at 0x2000, an address where this program has no memory (a wild pointer)',
  ],
  [
    'null member',
    `struct s { int a, b; };
int main(void) { struct s *p = NULL; return p->b; }`,
    2,
    'reads through a NULL pointer (at 4 bytes behind it): it points at nothing, so there is nothing to read',
  ],
  [
    'null call',
    `int main(void) { void (*f)(void) = NULL; f(); }`,
    1,
    'calls through a NULL function pointer',
  ],
  [
    'wild call',
    `int main(void) { void (*f)(void) = (void (*)(void))0x1234; f(); }`,
    1,
    'calls through a pointer that is no function',
  ],
  [
    'stack index',
    `int main(void) { int a[3] = {0}; int i = 3; a[i] = 1; return a[0]; }`,
    1,
    "writes just past the end of 'a' (int a[3], 12 bytes, local of main, a.c:1): index 3, but the last one is 2",
  ],
  [
    'stack index ptr',
    `int main(void) { int a[3] = {0}; int *p = a; p[3] = 1; return a[0]; }`,
    1,
    "writes just past the end of 'a' (int a[3], 12 bytes, local of main, a.c:1): index 3, but the last one is 2",
  ],
  [
    'heap index',
    `int main(void) { int *a = malloc(12); a[3] = 1; return 0; }`,
    1,
    'writes just past the end of a block of 12 bytes (from malloc() in main, a.c:1)',
  ],
  [
    'heap before',
    `int main(void) { int *a = malloc(12); a[-1] = 1; return 0; }`,
    1,
    'writes 4 bytes before the start of a block of 12 bytes (from malloc() in main, a.c:1)',
  ],
  [
    'global index',
    `int g[3];
int main(void) { int i = 3; g[i] = 1; return 0; }`,
    2,
    "writes just past the end of 'g' (int g[3], 12 bytes, global, a.c:1): index 3, but the last one is 2",
  ],
  [
    'global ptr',
    `int g[3];
int main(void) { int *p = g; return p[3]; }`,
    2,
    "reads just past the end of 'g' (int g[3], 12 bytes, global, a.c:1): index 3, but the last one is 2",
  ],
  [
    'struct array',
    `struct s { int a[2]; int b; };
int main(void) { struct s s = {{1, 2}, 3}; int i = 2; return s.a[i]; }`,
    2,
    "uses index 2 of 's.a' (int[2]): the last one is 1, and behind it lies 's.b'",
  ],
  [
    'uaf',
    `int main(void) { int *a = malloc(12); free(a); return a[0]; }`,
    1,
    'reads 4 bytes of a block of 12 bytes (from malloc() in main, a.c:1) that was given back by free() in main, a.c:1 (use after free)',
  ],
  [
    'uaf write',
    `int main(void) { int *a = malloc(12); free(a); a[0] = 1; }`,
    1,
    'writes 4 bytes of a block of 12 bytes (from malloc() in main, a.c:1) that was given back by free() in main, a.c:1 (use after free)',
  ],
  [
    'uaf member',
    `struct s { int a; };
int main(void) { struct s *a = malloc(sizeof *a); free(a); return a->a; }`,
    2,
    'reads 4 bytes of a block of 4 bytes (from malloc() in main, a.c:2) that was given back by free() in main, a.c:2 (use after free)',
  ],
  [
    'use after realloc',
    `int main(void) { int *a = malloc(12); int *b = realloc(a, 20000); b[0] = 1; return a[0]; }`,
    1,
    'reads 4 bytes of a block of 12 bytes (from malloc() in main, a.c:1) that was given back by realloc() in main, a.c:1 (use after free)',
  ],
  [
    'use after return',
    `int *f(void) { int x = 1; int *p = &x; return p; }
int main(void) { return *f(); }`,
    2,
    'reads a variable of a function that has returned: its place on the stack is no longer its own',
  ],
  [
    'use after block',
    `int main(void) { int *p; { int x = 1; p = &x; } return *p; }`,
    1,
    "reads 4 bytes of 'x' (int x, 4 bytes, local of main, a.c:1), whose block has ended: it lives no longer",
  ],
  [
    'double free',
    `int main(void) { int *a = malloc(12); free(a); free(a); }`,
    1,
    'free: a block of 12 bytes (from malloc() in main, a.c:1) was given back already, by free() in main, a.c:1 (double free)',
  ],
  [
    'free stack',
    `int main(void) { int a[3]; free(a); }`,
    1,
    "free: this is 'a' (int a[3], 12 bytes, local of main, a.c:1); it did not come from malloc(), so it cannot be freed",
  ],
  [
    'free middle',
    `int main(void) { char *a = malloc(12); free(a + 4); }`,
    1,
    'free: this pointer points 4 bytes into a block of 12 bytes (from malloc() in main, a.c:1); only its start can be freed',
  ],
  [
    'free global',
    `int g;
int main(void) { free(&g); }`,
    2,
    "free: this is 'g' (int g, 4 bytes, global, a.c:1); it did not come from malloc(), so it cannot be freed",
  ],
  [
    'uninit branch',
    `int main(void) { int x; if (x) return 1; return 0; }`,
    1,
    "reads 'x' before it was given a value (uninitialised): a condition depends on it",
  ],
  [
    'uninit heap branch',
    `int main(void) { int *x = malloc(4); if (*x) return 1; return 0; }`,
    1,
    'reads byte 0 of a block of 4 bytes (from malloc() in main, a.c:1) before it was given a value (uninitialised): a condition depends on it',
  ],
  [
    'uninit printf',
    `int main(void) { int x; printf("%d\\n", x); }`,
    1,
    "printf: reads 'x' before it was given a value (uninitialised)",
  ],
  [
    'uninit write',
    `int main(void) { char x[4]; write(1, x, 4); }`,
    1,
    "write: reads 'x[0]' before it was given a value (uninitialised)",
  ],
  [
    'uninit member',
    `struct s { int a, b; };
int main(void) { struct s s; s.a = 1; if (s.b) return 1; return 0; }`,
    2,
    "reads 's.b' before it was given a value (uninitialised): a condition depends on it",
  ],
  [
    'uninit string',
    `int main(void) { char s[8]; printf("%s\\n", s); }`,
    1,
    "printf: reads 's[0]' before it was given a value (uninitialised)",
  ],
  [
    'uninit return',
    `int f(int x) { int r; if (x) r = 1; return r; }
int main(void) { return f(0) ? 1 : 0; }`,
    2,
    "reads 'r' before it was given a value (uninitialised): a condition depends on it",
  ],
  [
    'varargs too few',
    `int main(void) { const char *f = "%d %d\\n"; printf(f, 1); }`,
    1,
    'printf: the format asks for an argument for "%d", but the call passes no more',
  ],
  [
    'varargs type',
    `int main(void) { const char *f = "%s\\n"; printf(f, 5); }`,
    1,
    'printf: the format asks for a pointer, but the call passes an argument of 4 bytes (an int)',
  ],
  [
    'va_arg beyond',
    `int sum(int n, ...) { va_list a; va_start(a, n); int s = 0; for (int i = 0; i < n; i++) s += va_arg(a, int); va_end(a); return s; }
int main(void) { return sum(3, 1, 2); }`,
    1,
    'reads an argument that the call did not pass',
  ],
  ['div zero', `int main(void) { int z = 0; return 1 / z; }`, 1, 'divides by zero'],
  ['mod zero', `int main(void) { int z = 0; return 1 % z; }`, 1, 'divides by zero'],
  [
    'min / -1',
    `int main(void) { int m = INT_MIN, n = -1; return m / n; }`,
    1,
    'the quotient does not fit: the lowest number divided by -1',
  ],
  [
    'shift 32',
    `int main(void) { int n = 32; return 1 << n; }`,
    1,
    'shifts by 32: a value of 32 bits can be shifted by 0 to 31',
  ],
  [
    'shift neg',
    `int main(void) { int n = -1; return 1 << n; }`,
    1,
    'shifts by -1: a value of 32 bits can be shifted by 0 to 31',
  ],
  [
    'recursion',
    `int f(int n) { return f(n + 1) + 1; }
int main(void) { return f(0); }`,
    1,
    "stack overflow: more than 174000 calls deep in 'f', a recursion without an end",
  ],
  [
    'big stack',
    `int f(int n) { char b[10000]; b[0] = n; return n ? f(n - 1) + b[0] : 0; }
int main(void) { return f(100); }`,
    1,
    "stack overflow in 'f': it calls itself too deeply, and the stack has 262192 bytes",
  ],
  [
    'literal write',
    `int main(void) { char *s = "abc"; s[0] = 'A'; }`,
    1,
    'writes to a string literal, which is read-only: copy it into an array first',
  ],
  [
    'literal strtok',
    `int main(void) { char *s = "a b"; strtok(s, " "); }`,
    1,
    'strtok: writes to a string literal, which is read-only: copy it into an array first',
  ],
  [
    'const global write',
    `const int g = 1;
int main(void) { *(int *)&g = 2; }`,
    2,
    "writes to 'g' (const int g, 4 bytes, global, a.c:1), which is const",
  ],
  [
    'memcpy heap over',
    `int main(void) { char *a = malloc(4); memcpy(a, "abcdefgh", 8); }`,
    1,
    'memcpy: writes just past the end of a block of 4 bytes (from malloc() in main, a.c:1)',
  ],
  [
    'memcpy heap read',
    `int main(void) { char *a = malloc(4); char b[8]; memset(a, 1, 4); memcpy(b, a, 8); }`,
    1,
    'memcpy: reads just past the end of a block of 4 bytes (from malloc() in main, a.c:1)',
  ],
  [
    'strcpy heap',
    `int main(void) { char *a = malloc(3); strcpy(a, "abc"); }`,
    1,
    'strcpy: writes just past the end of a block of 3 bytes (from malloc() in main, a.c:1)',
  ],
  [
    'read too long',
    `int main(void) { char b[4]; read(0, b, 8); }`,
    1,
    "read: writes just past the end of 'b' (char b[4], 4 bytes, local of main, a.c:1): index 4, but the last one is 3",
  ],
  [
    'no nul local',
    `int main(void) { char s[3] = {'a', 'b', 'c'}; printf("%s\\n", s); }`,
    1,
    "printf: reads just past the end of 's' (char s[3], 3 bytes, local of main, a.c:1): index 3, but the last one is 2; the 3 bytes of this string have no '\\0' behind them",
  ],
  [
    'strlen heap no nul',
    `int main(void) { char *s = malloc(3); memcpy(s, "abc", 3); return strlen(s); }`,
    1,
    "strlen: reads just past the end of a block of 3 bytes (from malloc() in main, a.c:1); the 3 bytes of this string have no '\\0' behind them",
  ],
  [
    'fn pointer type',
    `int f(int a) { return a; }
int main(void) { int (*g)(int, int) = (int (*)(int, int))f; return g(1, 2); }`,
    2,
    "calls 'int f(int)' as 'int (int, int)': it takes 1 argument, but 2 are passed",
  ],
];

export const RIGHT: [name: string, program: string][] = [
  [
    'struct copy padding',
    `struct s { char a; int b; };
int main(void) { struct s x, y; x.a = 1; x.b = 2; y = x; struct s z; memcpy(&z, &y, sizeof z); return z.a + z.b - 3; }`,
  ],
  [
    'memcmp padding set',
    `struct s { char a; int b; };
int main(void) { struct s x, y; memset(&x, 0, sizeof x); memset(&y, 0, sizeof y); return memcmp(&x, &y, sizeof x); }`,
  ],
  [
    'write struct padding',
    `struct s { char a; int b; };
int main(void) { struct s x = {65, 66}; return write(1, &x, sizeof x) != 8; }`,
  ],
  [
    'union',
    `union u { int i; char c[8]; };
int main(void) { union u u; u.i = 5; union u v = u; return v.c[0] - 5; }`,
  ],
  [
    'union float bits',
    `union u { float f; uint32_t n; };
int main(void) { union u u; u.f = 1; return u.n != 0x3f800000; }`,
  ],
  [
    'partly filled struct pass',
    `struct s { int a, b; };
int f(struct s s) { return s.a; }
int main(void) { struct s s; s.a = 0; return f(s); }`,
  ],
  [
    'partly filled return',
    `struct s { int a, b; };
struct s f(void) { struct s s; s.a = 0; return s; }
int main(void) { return f().a; }`,
  ],
  [
    'byte copies',
    `int main(void) { int x = 7, y; char *p = (char *)&x, *q = (char *)&y; for (unsigned i = 0; i < sizeof x; i++) q[i] = p[i]; return y - 7; }`,
  ],
  [
    'byte copy of unset',
    `struct s { char a; int b; };
int main(void) { struct s x, y; x.a = 1; x.b = 2; char *p = (char *)&x, *q = (char *)&y; for (unsigned i = 0; i < sizeof x; i++) q[i] = p[i]; return y.b - 2; }`,
  ],
  [
    'one past the end',
    `int main(void) { int a[3] = {1, 2, 3}, s = 0; for (int *p = a; p != a + 3; p++) s += *p; return s - 6; }`,
  ],
  [
    'one past end struct member',
    `struct s { int a[3]; int b; };
int main(void) { struct s s = {{1, 2, 3}, 4}; int t = 0; for (int *p = s.a, *e = s.a + 3; p < e; p++) t += *p; return t - 6; }`,
  ],
  ['address of end', `int main(void) { int a[3]; int *e = &a[3]; return e - a - 3; }`],
  [
    'flexible array',
    `struct f { int n; char d[]; };
int main(void) { struct f *f = malloc(sizeof *f + 6); f->n = 5; strcpy(f->d, "hello"); printf("%s\\n", f->d); return f->d[4] != 'o'; }`,
  ],
  [
    'struct hack [1]',
    `struct f { int n; char d[1]; };
int main(void) { struct f *f = malloc(sizeof *f + 6); strcpy(f->d, "hello"); printf("%s\\n", f->d); return f->d[4] != 'o'; }`,
  ],
  [
    'container_of',
    `struct in { int x; };
struct out { int a; struct in in; int b; };
int main(void) { struct out o = {1, {2}, 3}; struct in *p = &o.in; struct out *q = (struct out *)((char *)p - offsetof(struct out, in)); return q->a + q->b - 4; }`,
  ],
  [
    'realloc growth',
    `int main(void) { int *a = NULL; for (int i = 0; i < 1000; i++) { a = realloc(a, (i + 1) * sizeof *a); a[i] = i; } int s = a[999]; free(a); return s - 999; }`,
  ],
  [
    'strncpy exact',
    `struct p { char a[4]; char b[4]; };
int main(void) { struct p p; strncpy(p.a, "abcd", 4); strncpy(p.b, "xy", 4); printf("%.4s %s\\n", p.a, p.b); return p.a[3] != 'd'; }`,
  ],
  [
    '%.*s unterminated',
    `struct p { char a[4]; char b[4]; };
int main(void) { struct p p; memcpy(p.a, "abcd", 4); memcpy(p.b, "efgh", 4); printf("%.*s\\n", 4, p.a); }`,
  ],
  [
    '%.*s local',
    `int main(void) { char a[3] = {'a', 'b', 'c'}; printf("%.*s|%.3s\\n", 3, a, a); }`,
  ],
  ['strnlen', `int main(void) { char a[3] = {'a', 'b', 'c'}; return strnlen(a, 3) - 3; }`],
  [
    'memcpy whole struct from member ptr',
    `struct p { char a[4]; char b[4]; };
int main(void) { struct p p = {"abc", "def"}, q; memcpy(&q, &p, sizeof p); puts(q.b); }`,
  ],
  [
    'memcpy via first member',
    `struct p { int a; int b; };
int main(void) { struct p p = {1, 2}, q; memcpy(&q.a, &p.a, sizeof(int)); return q.a - 1; }`,
  ],
  [
    'string in struct fits',
    `struct p { char a[4]; char b[8]; };
int main(void) { struct p p = {"abc", "tail"}; printf("%s %s\\n", p.a, p.b); return strlen(p.a) - 3; }`,
  ],
  [
    'strcpy into struct fits',
    `struct p { char a[4]; char b[8]; };
int main(void) { struct p p; strcpy(p.a, "abc"); strcpy(p.b, "1234567"); puts(p.a); return 0; }`,
  ],
  [
    '2d array as one',
    `int main(void) { int m[2][3] = {{1, 2, 3}, {4, 5, 6}}; int *p = &m[0][0]; int s = 0; for (int i = 0; i < 6; i++) s += p[i]; return s - 21; }`,
  ],
  [
    'memset struct',
    `struct p { char a[4]; int n; };
int main(void) { struct p p; memset(&p, 0, sizeof p); return p.n; }`,
  ],
  [
    'sockaddr casts',
    `#include <netinet/in.h>
int main(void) { struct sockaddr_storage s = {0}; struct sockaddr_in *i = (struct sockaddr_in *)&s; i->sin_port = 5; struct sockaddr *a = (struct sockaddr *)&s; return a->sa_family; }`,
  ],
  [
    'uninit copied not used',
    `int main(void) { int a[4], b[4]; a[0] = 1; memcpy(b, a, sizeof a); return b[0] - 1; }`,
  ],
  [
    'bit fields partly',
    `struct b { unsigned a : 3, c : 5; };
int main(void) { struct b b; b.a = 1; b.c = 2; return b.a + b.c - 3; }`,
  ],
  [
    'partly set array written',
    `struct m { int len; char d[16]; };
int main(void) { struct m m; m.len = 2; m.d[0] = 65; m.d[1] = 66; return write(1, &m, sizeof m) < 0; }`,
  ],
  [
    'qsort',
    `static int cmp(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int main(void) { int a[4] = {3, 1, 2, 0}; qsort(a, 4, sizeof *a, cmp); return a[0]; }`,
  ],
  [
    'va_list copy',
    `static int f(int n, ...) { va_list a, b; va_start(a, n); va_copy(b, a); int s = va_arg(a, int) + va_arg(b, int); va_end(a); va_end(b); return s; }
int main(void) { return f(1, 2) - 4; }`,
  ],
  ['unsigned wrap', `int main(void) { unsigned u = UINT_MAX; u++; return u; }`],
  ['shift 31', `int main(void) { unsigned n = 1u << 31; return n == 0; }`],
  ['free null', `int main(void) { free(NULL); int *p = malloc(0); free(p); return 0; }`],
  [
    'pointer compare freed',
    `int main(void) { char *p = malloc(4); uintptr_t n = (uintptr_t)p; free(p); return n == 0; }`,
  ],
  ['calloc read', `int main(void) { int *p = calloc(4, 4); int s = p[3]; free(p); return s; }`],
  [
    'memmove overlap',
    `int main(void) { char a[8] = "abcdef"; memmove(a + 1, a, 6); return a[1] != 'a'; }`,
  ],
  ['string literal arrays', `int main(void) { char a[] = "abc"; a[0] = 'X'; return a[3]; }`],
  [
    'snprintf cut',
    `int main(void) { char a[4]; int n = snprintf(a, sizeof a, "%s", "abcdefgh"); return n - 8 + strcmp(a, "abc"); }`,
  ],
  [
    'read exact',
    `struct p { char a[4]; int n; };
int main(void) { struct p p = {0}; int fd[2]; if (pipe(fd)) return 1; if (write(fd[1], "abcd", 4) != 4) return 2; if (read(fd[0], p.a, sizeof p.a) != 4) return 3; return p.n; }`,
  ],
  [
    'function table',
    `static int one(void) { return 1; }
int main(void) { int (*t[])(void) = {one, 0}; int s = 0; for (int i = 0; t[i]; i++) s += t[i](); return s - 1; }`,
  ],
  [
    'strchr past end',
    `int main(void) { const char *s = "a,b"; const char *e = s + strlen(s); return memchr(s, 0, 4) != e; }`,
  ],
];
