// The C library as a whole: programs that our compiler and our library run must say what they say
// when gcc and glibc run them.

import { describe, expect, it, vi } from 'vitest';
import { runWithGcc } from './gcc.ts';
import { runGuest } from './guest.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

/** A body of main with the usual headers around it. */
function program(body: string, before = ''): string {
  return `#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
${before}
int main(int argc, char **argv) {
  (void) argc; (void) argv;
${body}
  return 0;
}
`;
}

const SAME: [string, string, string?][] = [
  [
    'strerror and strsignal for every number',
    `for (int i = -1; i < 140; i++) printf("%d %s\\n", i, strerror(i));
     for (int i = 1; i < 32; i++) printf("%d %s\\n", i, strsignal(i));
     char b[8]; int cut = strerror_r(2, b, sizeof b) != 0; printf("%d\\n", cut);`,
  ],
  [
    'perror keeps errno',
    'errno = EADDRINUSE; perror("bind"); perror(""); perror(NULL); printf("%d\\n", errno);',
  ],
  [
    'rand, random and rand_r give glibc its numbers',
    `for (int i = 0; i < 40; i++) printf("%d ", rand());
     for (unsigned seed = 0; seed < 5; seed++) { srand(seed * 2147483647u); for (int i = 0; i < 5; i++) printf("%ld ", random()); }
     unsigned s = 7; for (int i = 0; i < 5; i++) printf("%d ", rand_r(&s));`,
  ],
  [
    'qsort and bsearch',
    `int v[100]; for (int i = 0; i < 100; i++) v[i] = rand() % 50;
     qsort(v, 100, sizeof v[0], order);
     for (int i = 0; i < 100; i++) printf("%d ", v[i]);
     int key = v[33]; int *found = bsearch(&key, v, 100, sizeof v[0], order);
     printf("%d\\n", *found); key = 999; printf("%d\\n", bsearch(&key, v, 100, sizeof v[0], order) == NULL);
     const char *w[] = {"read", "accept", "write", "bind"}; qsort(w, 4, sizeof w[0], words);
     for (int i = 0; i < 4; i++) puts(w[i]);`,
    `static int order(const void *a, const void *b) { return *(const int *) a - *(const int *) b; }
     static int words(const void *a, const void *b) { return strcmp(*(char *const *) a, *(char *const *) b); }`,
  ],
  [
    'sscanf in its forms',
    `int a = -1, b = -1, n; char s[40] = "", t[40] = ""; double d = 0; float f = 0; long l = 0; short h = 0; unsigned u = 0; char c = 0;
     printf("%d ", sscanf("GET /index.html HTTP/1.1", "%s %39s HTTP/%d.%d", s, t, &a, &b)); printf("%s %s %d %d\\n", s, t, a, b);
     printf("%d ", sscanf("12abc", "%d%n%s", &a, &n, s)); printf("%d %d %s\\n", a, n, s);
     printf("%d ", sscanf("0x1f 077 99", "%i %i %i", &a, &b, &n)); printf("%d %d %d\\n", a, b, n);
     printf("%d ", sscanf("3.25 -1e3", "%lf %f", &d, &f)); printf("%g %g\\n", d, f);
     printf("%d ", sscanf("key=value; x", "%[^=]=%[a-z]%c", s, t, &c)); printf("%s %s %c\\n", s, t, c);
     printf("%d ", sscanf("123456", "%2d%*1d%3ld", &a, &l)); printf("%d %ld\\n", a, l);
     printf("%d ", sscanf("70000 4294967295", "%hd %u", &h, &u)); printf("%d %u\\n", h, u);
     printf("%d %d %d ", sscanf("", "%d", &a), sscanf("x", "%d", &a), sscanf("5", "%d %d", &a, &b)); printf("%d\\n", a);
     printf("%d ", sscanf("10%", "%d%%", &a)); printf("%d\\n", a);
     printf("%d ", sscanf("  -8", "%x", &u)); printf("%u\\n", u);
     printf("%d ", sscanf("ffff", "%4x", &u)); printf("%u\\n", u);`,
  ],
  [
    'numbers out of text',
    `char *e; errno = 0; printf("%ld ", strtol("9223372036854775808", &e, 10)); printf("%d %d\\n", errno, *e);
     printf("%lu %ld %d\\n", strtoul("-1", NULL, 10), strtol("-0x10", NULL, 0), atoi("  42abc"));
     double d = strtod("1e-3rest", &e); printf("%.3f %g %s\\n", atof("2.5e2x"), d, e);
     printf("%d %ld %lld\\n", abs(-5), labs(-5000000000L), llabs(-1LL));
     div_t q = div(17, -5); ldiv_t r = ldiv(-17, 5); printf("%d %d %ld %ld\\n", q.quot, q.rem, r.quot, r.rem);`,
  ],
  [
    'strings',
    `char b[64] = "one"; strcat(b, " two"); strncat(b, " three", 4); puts(b);
     char *rest = b; for (char *w; (w = strsep(&rest, " "));) printf("[%s]", w); puts("");
     char t[] = "a,b;c,,d"; for (char *w = strtok(t, ",;"); w; w = strtok(NULL, ",;")) printf("<%s>", w); puts("");
     char *d = strdup("copy"); char *n = strndup("cut here", 3); printf("%s %s %zu %zu\\n", d, n, strlen(d), strnlen("abc", 2));
     printf("%s %s %ld\\n", strpbrk("a:b/c", "/:"), strrchr("a/b/c", '/'), (long) (strchrnul("abc", 'z') - (char *) 0 != 0));
     printf("%s %s\\n", strcasestr("Content-Length: 5", "LENGTH"), (char *) memmem("abcdef", 6, "cd", 2));
     printf("%d %d %d\\n", strcmp("a", "b") < 0, memcmp("ab", "aa", 2) > 0, strncasecmp("ABC", "abd", 2));
     memset(b, 'x', 5); b[5] = 0; memmove(b + 1, b, 3); puts(b); printf("%s\\n", stpcpy(b, "end") - 3);
     free(d); free(n);`,
  ],
  [
    'dates',
    `time_t times[] = {0, 951782400, 1709251199, -86401, 1795294800, 4107542399};
     for (int i = 0; i < 6; i++) { struct tm tm; gmtime_r(&times[i], &tm); char s[80];
       strftime(s, sizeof s, "%a, %d %b %Y %H:%M:%S GMT %j %u", &tm); printf("%s %ld %d\\n", s, (long) timegm(&tm), tm.tm_yday); }`,
  ],
  [
    'addresses',
    `struct in_addr a; printf("%d ", inet_pton(AF_INET, "10.0.0.2", &a)); puts(inet_ntoa(a));
     printf("%x %x %x %x\\n", htons(8080), ntohs(0x901f), htonl(0x7f000001), inet_addr("1.2.3.4"));
     struct addrinfo h = {.ai_socktype = SOCK_STREAM, .ai_family = AF_INET}, *r;
     printf("%d ", getaddrinfo("127.0.0.1", "8080", &h, &r));
     struct sockaddr_in *in = (void *) r->ai_addr; printf("%s %d %d %d\\n", inet_ntoa(in->sin_addr), ntohs(in->sin_port), r->ai_protocol, r->ai_addrlen);
     char host[40], serv[10]; getnameinfo(r->ai_addr, r->ai_addrlen, host, 40, serv, 10, NI_NUMERICHOST | NI_NUMERICSERV); printf("%s %s\\n", host, serv);
     freeaddrinfo(r); h.ai_flags = AI_NUMERICHOST; puts(gai_strerror(getaddrinfo("no digits", NULL, &h, &r)));`,
  ],
  [
    'variadic functions of one\u2019s own, asprintf and vsnprintf',
    `char *s; int n = asprintf(&s, "%s-%d", "x", 5); printf("%d %s\\n", n, s); free(s); say("%d %s %.1f", 1, "two", 3.0);
     char b[5]; printf("%d ", snprintf(b, sizeof b, "%s", "truncated")); puts(b); printf("%" PRIu64 " %" PRId32 "\\n", UINT64_MAX, INT32_MIN);
`,
    'static void say(const char *f, ...) { va_list ap; va_start(ap, f); char b[80]; vsnprintf(b, 80, f, ap); va_end(ap); puts(b); }',
  ],
  [
    'malloc, calloc, realloc',
    `char *p = calloc(4, 2); printf("%d\\n", p[7]); p = realloc(p, 100); printf("%d\\n", p[7]); strcpy(p, "kept"); p = realloc(p, 5); puts(p); free(p); free(NULL);
     errno = 0; printf("%d ", reallocarray(NULL, SIZE_MAX, 2) == NULL); printf("%d\\n", errno == ENOMEM);`,
  ],
  [
    'atexit runs backwards',
    'atexit(first); atexit(second); puts("main"); exit(0);',
    'static void first(void) { puts("first"); } static void second(void) { puts("second"); }',
  ],
];

describe('the C library says what glibc says', () => {
  it.each(SAME)('%s', (_, body, before) => {
    const text = program(body, before);
    expect(runGuest(text).stdout).toBe(runWithGcc(text));
  });
});

describe('start and end', () => {
  it('gives main its arguments and the program its environment', () => {
    const text = program(
      'printf("%d %s %s %s %s\\n", argc, argv[1], getenv("HOME"), program_invocation_short_name, getenv("NONE") ? "?" : "-");',
    );
    const run = runGuest(text, { argv: ['/bin/test', 'word'], env: ['PATH=/bin', 'HOME=/root'] });
    expect(run.stdout).toBe('2 word /root test -\n');
    expect(run.status).toBe(0);
  });

  it('ends with the status of exit, of main, or of _exit, which flushes nothing', () => {
    expect(runGuest(program('exit(7);')).status).toBe(7);
    const silent = runGuest(program('printf("lost"); _exit(3);'));
    expect([silent.stdout, silent.status]).toEqual(['', 3]);
  });

  it('reports a failed assertion in the words of glibc', () => {
    const run = runGuest(
      `#include <assert.h>\nint main(void) { int x = 1; assert(x == 2); return 0; }`,
    );
    expect(run.stderr).toBe("test: test.c:2: main: Assertion `x == 2' failed.\n");
  });
});

describe('buffers', () => {
  const text = program('printf("a"); printf("b\\nc"); fprintf(stderr, "e%d\\n", 1); putchar(10);');

  it('keeps everything until the end where nobody watches', () => {
    expect(runGuest(text).writes).toEqual(['2:e1\n', '1:ab\nc\n']);
  });

  it('gives a terminal its lines as they end', () => {
    expect(runGuest(text, { tty: true }).writes).toEqual(['1:ab\n', '2:e1\n', '1:c\n']);
  });

  it('writes whole buffers of 4096 bytes when they are full', () => {
    const run = runGuest(program('for (int i = 0; i < 10000; i++) putchar(120);'));
    expect(run.writes.map((write) => write.length - 2)).toEqual([4096, 4096, 1808]);
  });

  it('shows a question on the terminal before it waits for the answer', () => {
    const ask = program(
      'char b[20]; printf("name? "); fgets(b, 20, stdin); printf("hello %s", b);',
    );
    const run = runGuest(ask, { tty: true, stdin: 'ada\n' });
    expect(run.writes).toEqual(['1:name? ', '1:hello ada\n']);
  });

  it('obeys setvbuf and fflush', () => {
    const run = runGuest(program('setvbuf(stdout, NULL, _IONBF, 0); printf("x"); printf("y\\n");'));
    expect(run.writes).toEqual(['1:x', '1:y\n']);
    const flushed = runGuest(program('printf("x"); fflush(stdout); printf("y");'));
    expect(flushed.writes).toEqual(['1:x', '1:y']);
  });

  it('reads lines, characters and words until there are no more', () => {
    const body = `char b[8], *line = NULL; size_t n = 0; int x = 0;
      printf("%s|", fgets(b, sizeof b, stdin)); printf("%s|", fgets(b, sizeof b, stdin));
      int c = getchar(); ungetc(c, stdin); printf("%c%c|", c, getchar());
      ssize_t length = getline(&line, &n, stdin); printf("%zd %s|", length, line);
      int found = scanf("%d", &x); printf("%d %d|", found, x);
      size_t rest = fread(b, 1, 8, stdin);
      printf("%zu %d %d", rest, feof(stdin) != 0, getchar() == EOF);`;
    const run = runGuest(program(body), { stdin: 'a long line\nxyz\n 42\nend' });
    expect(run.stdout).toBe('a long |line\n|xx|3 yz\n|1 42|4 1 1');
  });
});
