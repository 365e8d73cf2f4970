// The programs of the bench: what C spends its time with, in C that small interpreters read too.
//
// Every program takes its number of rounds, so that a slow machine can do fewer: times are compared
// by the round. Each prints one number, which must be the same everywhere.

export interface BenchProgram {
  name: string;
  text: (rounds: number) => string;
  /** Rounds for gcc and for this machine, and for interpreters a thousand times slower. */
  rounds: number;
  peerRounds: number;
}

const fib = (rounds: number): string => `#include <stdio.h>
int fib(int n) {
  if (n < 2) return n;
  return fib(n - 1) + fib(n - 2);
}
int main() {
  int s = 0;
  int i;
  for (i = 0; i < ${rounds}; i++) s = (s + fib(16)) % 1000003;
  printf("%d\\n", s);
  return 0;
}
`;

/** A round is 1000 numbers of the sieve, so that few of them are a sieve too. */
const sieve = (rounds: number): string => {
  const limit = Math.min(1000, rounds) * 1000;
  return `#include <stdio.h>
char composite[${limit + 1}];
int main() {
  int count = 0;
  int round;
  int i;
  int j;
  for (round = 0; round < ${Math.max(1, Math.floor(rounds / 1000))}; round++) {
    for (i = 0; i <= ${limit}; i++) composite[i] = 0;
    for (i = 2; i <= ${limit}; i++) {
      if (composite[i] == 0) {
        count++;
        for (j = i + i; j <= ${limit}; j += i) composite[j] = 1;
      }
    }
  }
  printf("%d\\n", count);
  return 0;
}
`;
};

const parser = (rounds: number): string => `#include <stdio.h>
char request[512] = "GET /index.html?name=value HTTP/1.1\\r\\nHost: localhost:8080\\r\\nUser-Agent: curl/7.88.1\\r\\nAccept: text/html\\r\\nContent-Length: 1234\\r\\n\\r\\n";
int headers = 0;
int hash = 0;
int length = 0;
int parse(char *p) {
  int state = 0;
  int name = 0;
  int number = 0;
  int n = 0;
  char c;
  while (*p) {
    c = *p++;
    n++;
    if (state == 0) {
      if (c == ' ') state = 1;
      else hash = (hash * 31 + c) & 0xffffff;
    } else if (state == 1) {
      if (c == ' ') state = 2;
      else hash = (hash * 33 + c) & 0xffffff;
    } else if (state == 2) {
      if (c == '\\n') { state = 3; name = 0; }
    } else if (state == 3) {
      if (c == ':') { state = 4; headers++; number = 0; }
      else if (c == '\\r') state = 5;
      else {
        if (c >= 'A' && c <= 'Z') c = c + 32;
        name = (name * 31 + c) & 0xffffff;
      }
    } else if (state == 4) {
      if (c >= '0' && c <= '9') number = (number * 10 + (c - '0')) & 0xffff;
      else if (c == '\\n') { state = 3; length = (length + number) & 0xffffff; hash = hash ^ name; name = 0; }
    } else if (c == '\\n') return n;
  }
  return -1;
}
int main() {
  int total = 0;
  int i;
  for (i = 0; i < ${rounds}; i++) total = (total + parse(request)) & 0xffffff;
  printf("%d\\n", total + headers + hash + length);
  return 0;
}
`;

const tree = (rounds: number): string => `#include <stdio.h>
#include <stdlib.h>
struct node { int key; int count; struct node *left; struct node *right; };
struct item { int value; struct item *next; };
struct node *root = NULL;
void insert(int key) {
  struct node *at = root;
  struct node *last = NULL;
  struct node *made;
  while (at != NULL) {
    last = at;
    if (key == at->key) { at->count++; return; }
    if (key < at->key) at = at->left;
    else at = at->right;
  }
  made = malloc(sizeof(struct node));
  made->key = key;
  made->count = 1;
  made->left = NULL;
  made->right = NULL;
  if (last == NULL) root = made;
  else if (key < last->key) last->left = made;
  else last->right = made;
}
int sum(struct node *at) {
  if (at == NULL) return 0;
  return (at->key * at->count + sum(at->left) + sum(at->right)) & 0xffffff;
}
int main() {
  int total = 0;
  int seed = 12345;
  int round;
  int i;
  struct item *list;
  struct item *item;
  for (round = 0; round < ${rounds}; round++) {
    list = NULL;
    for (i = 0; i < 200; i++) {
      seed = (seed * 1103 + 12345) & 0xffff;
      insert(seed & 1023);
      item = malloc(sizeof(struct item));
      item->value = seed & 255;
      item->next = list;
      list = item;
    }
    for (i = 0; i < 20; i++) {
      for (item = list; item != NULL; item = item->next) total = (total + item->value) & 0xffffff;
    }
    while (list != NULL) {
      item = list->next;
      free(list);
      list = item;
    }
    total = (total + sum(root)) & 0xffffff;
  }
  printf("%d\\n", total);
  return 0;
}
`;

const hash = (rounds: number): string => `#include <stdio.h>
char data[1025];
unsigned long fnv(char *p, int n) {
  unsigned long h = 14695981039346656037ul;
  int i;
  for (i = 0; i < n; i++) {
    h = h ^ (unsigned char)p[i];
    h = h * 1099511628211ul;
  }
  return h;
}
unsigned long mix(unsigned long h, unsigned long k) {
  k = k * 11400714785074694791ul;
  k = (k << 31) | (k >> 33);
  k = k * 14029467366897019727ul;
  h = h ^ k;
  h = (h << 27) | (h >> 37);
  return h * 5 + 1390208809;
}
int main() {
  unsigned long h = 1;
  int i;
  int k;
  for (i = 0; i < 1024; i++) data[i] = i * 7 + 3;
  for (i = 0; i < ${rounds}; i++) {
    h = h + fnv(data, 1024);
    for (k = 0; k < 256; k++) h = mix(h, h + k);
  }
  printf("%lx\\n", h);
  return 0;
}
`;

export const PROGRAMS: BenchProgram[] = [
  { name: 'recursive fib', text: fib, rounds: 12_000, peerRounds: 4 },
  { name: 'sieve of 10^6', text: sieve, rounds: 20_000, peerRounds: 20 },
  { name: 'HTTP parser', text: parser, rounds: 240_000, peerRounds: 20 },
  { name: 'list and tree', text: tree, rounds: 6000, peerRounds: 1 },
  { name: '64-bit hash', text: hash, rounds: 40_000, peerRounds: 2 },
];

export const HELLO = `#include <stdio.h>
int main() {
  printf("Hello, world!\\n");
  return 0;
}
`;
