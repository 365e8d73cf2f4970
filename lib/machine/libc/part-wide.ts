// <wchar.h>, <wctype.h>: characters beyond a byte.
//
// Source: ISO C17 7.29, 7.30; POSIX.1-2017; glibc 2.36. What is behind them: source-multibyte.ts,
// source-wide.ts, native-wide.ts.

import type { LibraryPart } from './parts.ts';
import { MULTIBYTE } from './source-multibyte.ts';
import { KINDS, WIDE_STREAMS, WIDE_STRINGS } from './source-wide.ts';

/** The prototypes of the functions in a C text: each begins in the first column. */
function prototypesOf(source: string): string {
  const heads = source.matchAll(/^(?!static |extern )(\w[\w *]*\([^{};]*?\)) \{$/gm);
  return [...heads].map(([, head]) => `${head};`).join('\n');
}

/** What <stdlib.h> declares itself. */
const ELSEWHERE =
  /^(?:int (?:mblen|mbtowc|wctomb)|size_t (?:mbstowcs|wcstombs|__ctype_get_mb_cur_max))\(.*\n/gm;
/** What <wctype.h> declares. */
const OF_KINDS = /^\w+ (?:wctype|wctrans|isw\w+|tow\w+)\(.*\n?/gm;

const prototypes = [WIDE_STRINGS, WIDE_STREAMS, MULTIBYTE].map(prototypesOf).join('\n');

export const WIDE_PART: LibraryPart = {
  headers: [
    {
      name: 'wchar.h',
      includes: ['stddef.h', 'stdint.h', 'stdio.h', 'stdarg.h', 'time.h'],
      text: `#ifndef __wint_t_defined
#define __wint_t_defined
typedef unsigned int wint_t;
#endif
typedef struct { int __count; unsigned int __value; } mbstate_t;
#ifndef WEOF
#define WEOF 0xffffffffu
#endif
int __vaswprintf(wchar_t **strp, const wchar_t *format, va_list arg);
FILE *open_wmemstream(wchar_t **bufloc, size_t *sizeloc);
size_t __decode(wchar_t *pwc, const char *s, size_t n);
int __encode(char *s, wchar_t wc);
#ifdef _GNU_SOURCE
#define getwc_unlocked(stream) getwc(stream)
#define fgetwc_unlocked(stream) fgetwc(stream)
#define getwchar_unlocked() getwchar()
#define putwc_unlocked(wc, stream) putwc(wc, stream)
#define fputwc_unlocked(wc, stream) fputwc(wc, stream)
#define putwchar_unlocked(wc) putwchar(wc)
#define fgetws_unlocked(ws, n, stream) fgetws(ws, n, stream)
#define fputws_unlocked(ws, stream) fputws(ws, stream)
#endif
${prototypes.replace(ELSEWHERE, '').replace(OF_KINDS, '')}`,
    },
    {
      name: 'wctype.h',
      text: `#ifndef __wint_t_defined
#define __wint_t_defined
typedef unsigned int wint_t;
#endif
#ifndef WEOF
#define WEOF 0xffffffffu
#endif
typedef unsigned long wctype_t;
typedef const int *wctrans_t;
${KINDS.map((kind) => `int isw${kind}(wint_t wc);`).join('\n')}
int __about(wint_t wc, const char *what);
wint_t towlower(wint_t wc);
wint_t towupper(wint_t wc);
wctype_t wctype(const char *property);
int iswctype(wint_t wc, wctype_t desc);
wctrans_t wctrans(const char *property);
wint_t towctrans(wint_t wc, wctrans_t desc);`,
    },
  ],
  sources: [
    { name: 'libc/multibyte.c', text: MULTIBYTE },
    { name: 'libc/wide.c', text: WIDE_STRINGS },
    { name: 'libc/wide-streams.c', text: WIDE_STREAMS },
  ],
};
