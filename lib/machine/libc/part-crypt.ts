// <crypt.h>: crypt(), by the ways that a modern /etc/shadow knows: $1$ (MD5), $5$ (SHA-256), $6$ (SHA-512).
//
// One idea: the three ways hash the password and the salt in one order, thousands of times; what differs is
// the hash, so they share a small table of functions, and MD5 has an order of its own that is older.
//
// Source: U. Drepper, "Unix crypt using SHA-256 and SHA-512" (2016); P.-H. Kamp's md5crypt; RFC 1321; FIPS 180-4;
// crypt(5) and crypt(3) of libxcrypt 4.4, whose failure token is "*0".
// Departs: no DES, bcrypt or yescrypt: such a setting fails with EINVAL.

import type { LibraryPart } from './parts.ts';

/** The first 32 bits behind the point of square and cube roots, computed as exact integers. */
function rootBits(power: 2n | 3n, prime: bigint, bits: bigint): bigint {
  const scaled = prime << (power * bits);
  let low = 0n;
  let high = 1n << (bits + 10n);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= scaled) low = middle;
    else high = middle;
  }
  return low & ((1n << bits) - 1n);
}

const PRIMES = Array.from({ length: 420 }, (_, i) => i).filter(
  (n) => n > 1 && !Array.from({ length: n - 2 }, (_, i) => i + 2).some((d) => n % d === 0),
);

/** The constants of FIPS 180-4: those of SHA-256 are the upper halves of SHA-512's. */
const words = (power: 2n | 3n, count: number) =>
  PRIMES.slice(0, count)
    .map((prime) => `0x${rootBits(power, BigInt(prime), 64n).toString(16)}ul`)
    .join(',');

/** RFC 1321's table: the first 32 bits of |sin(i)|. */
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

const HASHES = String.raw`#include <stdint.h>
#include <string.h>

/* A hash over parts that come one after the other. */
struct hash {
    int way;                    /* 1, 5 or 6, as in the setting */
    unsigned used, block;       /* bytes in the block; its size */
    uint64_t total;
    union { uint32_t small[8]; uint64_t large[8]; } state;
    unsigned char bytes[128];
};

static const uint64_t K[80] = {${words(3n, 80)}};
static const uint64_t START[8] = {${words(2n, 8)}};
static const uint32_t SINES[64] = {${SINES.join(',')}};

static uint64_t big(const unsigned char *p, int n) {
    uint64_t value = 0;
    for (int i = 0; i < n; i++) value = value << 8 | p[i];
    return value;
}

static void sha512(struct hash *h) {
    uint64_t w[80], s[8];
    for (int i = 0; i < 16; i++) w[i] = big(h->bytes + 8 * i, 8);
#define R(x, n) ((x) >> (n) | (x) << (64 - (n)))
    for (int i = 16; i < 80; i++)
        w[i] = w[i - 16] + (R(w[i - 15], 1) ^ R(w[i - 15], 8) ^ w[i - 15] >> 7) + w[i - 7] +
               (R(w[i - 2], 19) ^ R(w[i - 2], 61) ^ w[i - 2] >> 6);
    memcpy(s, h->state.large, sizeof s);
    uint64_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], k = s[7];
    for (int i = 0; i < 80; i++) {
        uint64_t one = k + (R(e, 14) ^ R(e, 18) ^ R(e, 41)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
        uint64_t two = (R(a, 28) ^ R(a, 34) ^ R(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
        k = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
    }
#undef R
    uint64_t add[8] = {a, b, c, d, e, f, g, k};
    for (int i = 0; i < 8; i++) h->state.large[i] += add[i];
}

static void sha256(struct hash *h) {
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++) w[i] = (uint32_t) big(h->bytes + 4 * i, 4);
#define R(x, n) ((x) >> (n) | (x) << (32 - (n)))
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + (R(w[i - 15], 7) ^ R(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
               (R(w[i - 2], 17) ^ R(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(s, h->state.small, sizeof s);
    uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], k = s[7];
    for (int i = 0; i < 64; i++) {
        uint32_t one = k + (R(e, 6) ^ R(e, 11) ^ R(e, 25)) + ((e & f) ^ (~e & g)) + (uint32_t) (K[i] >> 32) + w[i];
        uint32_t two = (R(a, 2) ^ R(a, 13) ^ R(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        k = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
    }
    uint32_t add[8] = {a, b, c, d, e, f, g, k};
    for (int i = 0; i < 8; i++) h->state.small[i] += add[i];
}

static void md5(struct hash *h) {
    static const unsigned char turns[16] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
    uint32_t w[16], *s = h->state.small, a = s[0], b = s[1], c = s[2], d = s[3];
    memcpy(w, h->bytes, sizeof w);
    for (unsigned i = 0; i < 64; i++) {
        unsigned round = i / 16, from = round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i;
        uint32_t mix = round == 0 ? (b & c) | (~b & d) : round == 1 ? (d & b) | (~d & c)
                     : round == 2 ? b ^ c ^ d : c ^ (b | ~d);
        uint32_t sum = a + mix + SINES[i] + w[from % 16];
        unsigned turn = turns[4 * round + i % 4];
        a = d, d = c, c = b, b += R(sum, 32 - turn);
    }
#undef R
    s[0] += a, s[1] += b, s[2] += c, s[3] += d;
}

static void begin(struct hash *h, int way) {
    memset(h, 0, sizeof *h);
    h->way = way;
    h->block = way == 6 ? 128 : 64;
    for (int i = 0; i < 8; i++)
        if (way == 6) h->state.large[i] = START[i];
        else h->state.small[i] = (uint32_t) (START[i] >> 32);
    if (way == 1) memcpy(h->state.small, (uint32_t[4]) {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}, 16);
}

static void step(struct hash *h) {
    if (h->way == 6) sha512(h);
    else if (h->way == 5) sha256(h);
    else md5(h);
    h->used = 0;
}

static void add(struct hash *h, const void *from, size_t n) {
    const unsigned char *p = from;
    h->total += n;
    while (n > 0) {
        size_t part = h->block - h->used < n ? h->block - h->used : n;
        memcpy(h->bytes + h->used, p, part);
        h->used += part, p += part, n -= part;
        if (h->used == h->block) step(h);
    }
}

/* Ends a hash; returns how many bytes it has. */
static unsigned end(struct hash *h, unsigned char *out) {
    unsigned size = h->way == 1 ? 16 : h->way == 5 ? 32 : 64, length = h->way == 6 ? 16 : 8;
    uint64_t bits = h->total * 8;
    h->bytes[h->used++] = 0x80;
    if (h->used > h->block - length) {
        memset(h->bytes + h->used, 0, h->block - h->used);
        step(h);
    }
    memset(h->bytes + h->used, 0, h->block - h->used);
    for (int i = 0; i < 8; i++)
        h->bytes[h->way == 1 ? h->block - 8 + i : h->block - 1 - i] = (unsigned char) (bits >> 8 * i);
    step(h);
    for (unsigned i = 0; i < size; i++)
        out[i] = h->way == 1 ? h->state.small[i / 4] >> 8 * (i % 4)
               : h->way == 5 ? h->state.small[i / 4] >> (24 - 8 * (i % 4))
                             : h->state.large[i / 8] >> (56 - 8 * (i % 8));
    return size;
}
`;

const CRYPT = String.raw`#define _GNU_SOURCE
#include <crypt.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* n bytes of a digest that is repeated as often as needed. */
static void add_over(struct hash *h, const unsigned char *digest, unsigned size, size_t n) {
    for (; n > size; n -= size) add(h, digest, size);
    add(h, digest, n);
}

/* Six bits a letter, the lowest first. */
static char *letters(char *to, unsigned value, int n) {
    static const char set[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (; n > 0; n--, value >>= 6) *to++ = set[value & 63];
    return to;
}

static void rounds_md5(const char *key, const char *salt, size_t salt_len, char *to) {
    struct hash h, other;
    unsigned char d[16];
    size_t len = strlen(key);
    begin(&other, 1), add(&other, key, len), add(&other, salt, salt_len), add(&other, key, len), end(&other, d);
    begin(&h, 1), add(&h, key, len), add(&h, "$1$", 3), add(&h, salt, salt_len);
    add_over(&h, d, 16, len);
    for (size_t n = len; n > 0; n >>= 1) add(&h, n & 1 ? "" : key, 1);
    end(&h, d);
    for (int i = 0; i < 1000; i++) {
        begin(&h, 1);
        if (i & 1) add(&h, key, len); else add(&h, d, 16);
        if (i % 3) add(&h, salt, salt_len);
        if (i % 7) add(&h, key, len);
        if (i & 1) add(&h, d, 16); else add(&h, key, len);
        end(&h, d);
    }
    for (int i = 0; i < 5; i++)
        to = letters(to, (unsigned) d[i] << 16 | (unsigned) d[i + 6] << 8 | d[i == 4 ? 5 : i + 12], 4);
    *letters(to, d[11], 2) = '\0';
}

/* The order in which the bytes of a digest are written: each third of it by turns. */
static void rounds_sha(int way, const char *key, const char *salt, size_t salt_len, long rounds, char *to) {
    struct hash h, other;
    unsigned char d[64], of_key[64], of_salt[64];
    size_t len = strlen(key);
    begin(&other, way), add(&other, key, len), add(&other, salt, salt_len), add(&other, key, len);
    unsigned size = end(&other, d);
    begin(&h, way), add(&h, key, len), add(&h, salt, salt_len);
    add_over(&h, d, size, len);
    for (size_t n = len; n > 0; n >>= 1)
        if (n & 1) add(&h, d, size); else add(&h, key, len);
    end(&h, d);
    begin(&other, way);
    for (size_t i = 0; i < len; i++) add(&other, key, len);
    end(&other, of_key);
    begin(&other, way);
    for (int i = 0; i < 16 + d[0]; i++) add(&other, salt, salt_len);
    end(&other, of_salt);
    for (long i = 0; i < rounds; i++) {
        begin(&h, way);
        if (i & 1) add_over(&h, of_key, size, len); else add(&h, d, size);
        if (i % 3) add_over(&h, of_salt, size, salt_len);
        if (i % 7) add_over(&h, of_key, size, len);
        if (i & 1) add(&h, d, size); else add_over(&h, of_key, size, len);
        end(&h, d);
    }
    int third = size / 3;
    for (int i = 0; i < third; i++) {
        int at[3] = {i, i + third, i + 2 * third}, turn = way == 6 ? i % 3 : (3 - i % 3) % 3;
        to = letters(to, (unsigned) d[at[turn]] << 16 | (unsigned) d[at[(turn + 1) % 3]] << 8 |
                             d[at[(turn + 2) % 3]], 4);
    }
    to = way == 6 ? letters(to, d[63], 2) : letters(to, (unsigned) d[31] << 8 | d[30], 3);
    *to = '\0';
}

char *crypt_r(const char *key, const char *setting, struct crypt_data *data) {
    int way = setting[0] == '$' && setting[2] == '$' ? setting[1] - '0' : 0;
    long rounds = 5000;
    char *to = data->output;
    /* What no setting can be, so that a comparison with one fails. */
    strcpy(to, setting[0] == '*' && setting[1] == '0' ? "*1" : "*0");
    if (way != 1 && way != 5 && way != 6) {
        errno = EINVAL;
        return to;
    }
    const char *salt = setting + 3;
    int told = way != 1 && strncmp(salt, "rounds=", 7) == 0;
    if (told) {
        char *rest;
        rounds = strtol(salt + 7, &rest, 10);
        if (*rest != '$' || rounds < 1000 || rounds > 999999999 || salt[7] < '1' || salt[7] > '9') {
            errno = EINVAL;
            return to;
        }
        salt = rest + 1;
    }
    size_t salt_len = strcspn(salt, "$:\n"), most = way == 1 ? 8 : 16;
    if (salt_len > most) salt_len = most;
    if (salt[salt_len] == ':' || salt[salt_len] == '\n') {
        errno = EINVAL;
        return to;
    }
    to += sprintf(to, "$%d$", way);
    if (told) to += sprintf(to, "rounds=%ld$", rounds);
    to += sprintf(to, "%.*s$", (int) salt_len, salt);
    if (way == 1) rounds_md5(key, salt, salt_len, to);
    else rounds_sha(way, key, salt, salt_len, rounds, to);
    return data->output;
}

char *crypt(const char *key, const char *setting) {
    static struct crypt_data data;
    return crypt_r(key, setting, &data);
}
`;

const PROTOTYPE = 'char *crypt(const char *key, const char *setting);';

export const CRYPT_PART: LibraryPart = {
  headers: [
    {
      name: 'crypt.h',
      text: `#define CRYPT_OUTPUT_SIZE 384
struct crypt_data {
    char output[CRYPT_OUTPUT_SIZE], setting[384], input[512], reserved[767], initialized, internal[30720];
};
${PROTOTYPE}
char *crypt_r(const char *key, const char *setting, struct crypt_data *data);`,
    },
  ],
  sources: [{ name: 'libc/crypt.c', text: HASHES + CRYPT }],
};
