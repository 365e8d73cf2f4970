// <regex.h>: patterns are compiled and matched by natives (native-regex.ts); here is what C sees of them.
//
// Source: POSIX.1-2017; glibc 2.36 regcomp.c for the words of regerror.

import type { LibraryPart } from './parts.ts';

const REGEX = `#include <regex.h>
#include <stdlib.h>
#include <string.h>

int __regcomp(const char *pattern, int flags, size_t *groups);
int __regexec(const char *pattern, int cflags, const char *string, size_t length, int eflags,
              int *places, int count);

int regcomp(regex_t *preg, const char *pattern, int cflags) {
    size_t groups = 0;
    int error = __regcomp(pattern, cflags, &groups);
    memset(preg, 0, sizeof *preg);
    if (error) return error;
    preg->__pattern = strdup(pattern);
    if (!preg->__pattern) return REG_ESPACE;
    preg->__flags = cflags;
    preg->re_nsub = groups;
    return 0;
}

int regexec(const regex_t *preg, const char *string, size_t nmatch, regmatch_t pmatch[], int eflags) {
    size_t start = 0, length;
    if (eflags & REG_STARTEND) {
        start = pmatch[0].rm_so;
        length = pmatch[0].rm_eo - start;
    } else length = strlen(string);
    int count = 2 * ((int) preg->re_nsub + 1), *places = malloc(count * sizeof *places);
    if (!places) return REG_ESPACE;
    int error = __regexec(preg->__pattern, preg->__flags, string + start, length, eflags, places, count);
    for (size_t i = 0; !error && !(preg->__flags & REG_NOSUB) && i < nmatch; i++) {
        int known = i <= preg->re_nsub && places[2 * i] >= 0 && places[2 * i + 1] >= 0;
        pmatch[i].rm_so = known ? places[2 * i] + (int) start : -1;
        pmatch[i].rm_eo = known ? places[2 * i + 1] + (int) start : -1;
    }
    free(places);
    return error;
}

size_t regerror(int errcode, const regex_t *preg, char *errbuf, size_t errbuf_size) {
    static const char *const words[] = {
        "Success", "No match", "Invalid regular expression", "Invalid collation character",
        "Invalid character class name", "Trailing backslash", "Invalid back reference",
        "Unmatched [, [^, [:, [., or [=", "Unmatched ( or \\\\(", "Unmatched \\\\{",
        "Invalid content of \\\\{\\\\}", "Invalid range end", "Memory exhausted",
        "Invalid preceding regular expression", "Premature end of regular expression",
        "Regular expression too big", "Unmatched ) or \\\\)"};
    (void) preg;
    if (errcode < 0 || errcode > 16) abort();
    size_t n = strlen(words[errcode]) + 1;
    if (errbuf_size > 0) {
        size_t part = n < errbuf_size ? n : errbuf_size;
        memcpy(errbuf, words[errcode], part);
        errbuf[part - 1] = '\\0';
    }
    return n;
}

void regfree(regex_t *preg) {
    free(preg->__pattern);
    preg->__pattern = NULL;
}
`;

export const REGEX_PART: LibraryPart = {
  headers: [
    {
      name: 'regex.h',
      includes: ['sys/types.h'],
      text: `#define REG_EXTENDED 1
#define REG_ICASE 2
#define REG_NEWLINE 4
#define REG_NOSUB 8
#define REG_NOTBOL 1
#define REG_NOTEOL 2
#define REG_STARTEND 4
typedef enum {
    REG_ENOSYS = -1, REG_NOERROR, REG_NOMATCH, REG_BADPAT, REG_ECOLLATE, REG_ECTYPE, REG_EESCAPE,
    REG_ESUBREG, REG_EBRACK, REG_EPAREN, REG_EBRACE, REG_BADBR, REG_ERANGE, REG_ESPACE, REG_BADRPT,
    REG_EEND, REG_ESIZE, REG_ERPAREN
} reg_errcode_t;
#define RE_DUP_MAX 0x7fff
typedef int regoff_t;
typedef struct { char *__pattern; int __flags; size_t re_nsub; void *__spare[5]; } regex_t;
typedef struct { regoff_t rm_so, rm_eo; } regmatch_t;
int regcomp(regex_t *preg, const char *pattern, int cflags);
int regexec(const regex_t *preg, const char *string, size_t nmatch, regmatch_t pmatch[], int eflags);
size_t regerror(int errcode, const regex_t *preg, char *errbuf, size_t errbuf_size);
void regfree(regex_t *preg);`,
    },
  ],
  sources: [{ name: 'libc/regex.c', text: REGEX }],
};
