// <locale.h>, <langinfo.h>, <libintl.h>: two locales, C and C.UTF-8, which differ in what a character is.
//
// One idea: a locale is a set of categories, a bit for each that is C.UTF-8; only that of LC_CTYPE does
// anything (the word __utf8, see utf8.ts).
//
// Source: ISO C17 7.11; POSIX.1-2017; glibc 2.36 for the names and for what is accepted.
// Departs: uselocale() acts on all threads; a category has no environment beyond LC_ALL, its own name and LANG.

import type { LibraryPart } from './parts.ts';

/** By their numbers; LC_ALL is number 6. */
const CATEGORIES =
  'CTYPE NUMERIC TIME COLLATE MONETARY MESSAGES ALL PAPER NAME ADDRESS TELEPHONE MEASUREMENT IDENTIFICATION'.split(
    ' ',
  );

const LOCALE = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct __locale_struct {
    int utf8;        /* a bit for each category */
    char *names[13];
};

/* Whether bytes are UTF-8 now. */
int __utf8;

static const char *const categories[] = {${CATEGORIES.map((name) => `"LC_${name}"`).join(', ')}};

/* 0 for C, 1 for C.UTF-8, -1 for a locale that is not here. */
static int locale_of(const char *name) {
    if (strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0) return 0;
    return strcasecmp(name, "C.UTF-8") == 0 || strcasecmp(name, "C.utf8") == 0 ? 1 : -1;
}

/* The name that the environment has for a category. */
static const char *from_environment(int category) {
    const char *name = getenv("LC_ALL");
    if (!name || !*name) name = getenv(categories[category]);
    if (!name || !*name) name = getenv("LANG");
    return name && *name ? name : "C";
}

/* What a category gets out of a name, out of a list of LC_CTYPE=..., or out of the environment. */
static const char *chosen(int category, const char *locale, char *out, size_t size) {
    if (!*locale) return from_environment(category);
    size_t n = strlen(categories[category]);
    for (const char *p = strchr(locale, '=') ? locale : NULL; p; p = strchr(p, ';') ? strchr(p, ';') + 1 : NULL) {
        if (strncmp(p, categories[category], n) != 0 || p[n] != '=') continue;
        snprintf(out, size, "%.*s", (int) strcspn(p + n + 1, ";"), p + n + 1);
        return out;
    }
    return locale;
}

static char names[13][16];

static char *name_of(int category) {
    return names[category][0] ? names[category] : "C";
}

/* One name where all agree, else a list. */
static char *all_names(void) {
    static char list[400];
    int differ = 0;
    for (int i = 1; i < 13; i++) differ |= i != LC_ALL && strcmp(name_of(i), name_of(0)) != 0;
    if (!differ) return name_of(0);
    list[0] = '\0';
    for (int i = 0; i < 13; i++) {
        if (i == LC_ALL) continue;
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s=%s", n ? ";" : "", categories[i], name_of(i));
    }
    return list;
}

char *setlocale(int category, const char *locale) {
    char buffer[16], changed[13][16];
    if (category < 0 || category >= 13) {
        errno = EINVAL;
        return NULL;
    }
    memcpy(changed, names, sizeof names);
    for (int i = 0; locale && i < 13; i++) {
        if (i == LC_ALL || (category != LC_ALL && category != i)) continue;
        const char *name = chosen(i, locale, buffer, sizeof buffer);
        if (locale_of(name) < 0) {
            errno = ENOENT;
            return NULL;
        }
        strcpy(changed[i], strcmp(name, "POSIX") == 0 ? "C" : name);
    }
    if (locale) {
        memcpy(names, changed, sizeof names);
        __utf8 = locale_of(name_of(LC_CTYPE));
    }
    return category == LC_ALL ? all_names() : name_of(category);
}

static char decimal[] = ".", none[] = "";
static struct lconv conventions = {decimal, none, none, none, none, none, none, none, none, none,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127};

struct lconv *localeconv(void) {
    return &conventions;
}

locale_t duplocale(locale_t locobj) {
    locale_t copy = calloc(1, sizeof *copy);
    if (!copy) return NULL;
    if (locobj == LC_GLOBAL_LOCALE) copy->utf8 = __utf8;
    else *copy = *locobj;
    return copy;
}

locale_t newlocale(int category_mask, const char *locale, locale_t base) {
    char buffer[16];
    if (!locale || category_mask & ~LC_ALL_MASK) {
        errno = EINVAL;
        return NULL;
    }
    locale_t made = base && base != LC_GLOBAL_LOCALE ? base : calloc(1, sizeof *base);
    int utf8 = made ? made->utf8 : 0;
    for (int i = 0; made && i < 13; i++) {
        if (i == LC_ALL || !(category_mask & 1 << i)) continue;
        int known = locale_of(chosen(i, locale, buffer, sizeof buffer));
        if (known < 0) {
            errno = ENOENT;
            if (made != base) free(made);
            return NULL;
        }
        utf8 = (utf8 & ~(1 << i)) | known << i;
    }
    if (made) made->utf8 = utf8;
    return made;
}

void freelocale(locale_t locobj) {
    free(locobj);
}

locale_t uselocale(locale_t newloc) {
    static locale_t current = LC_GLOBAL_LOCALE;
    locale_t before = current;
    if (!newloc) return before;
    current = newloc;
    __utf8 = newloc == LC_GLOBAL_LOCALE ? locale_of(name_of(LC_CTYPE)) : newloc->utf8 & 1;
    return before;
}
`;

/** The functions that take a locale besides: `strtol_l:long:const char *s, char **end, int base`. */
const WITH_LOCALE: readonly { header: string; functions: string }[] = [
  {
    header: 'ctype.h',
    functions: 'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'
      .split(' ')
      .map((kind) => `int is${kind}(int c)`)
      .join('\n')
      .concat('\nint tolower(int c)\nint toupper(int c)'),
  },
  {
    header: 'string.h',
    functions: `int strcoll(const char *s1, const char *s2)
size_t strxfrm(char *dest, const char *src, size_t n)
char *strerror(int errnum)`,
  },
  {
    header: 'strings.h',
    functions: `int strcasecmp(const char *s1, const char *s2)
int strncasecmp(const char *s1, const char *s2, size_t n)`,
  },
  {
    header: 'stdlib.h',
    functions: `long strtol(const char *s, char **end, int base)
long long strtoll(const char *s, char **end, int base)
unsigned long strtoul(const char *s, char **end, int base)
unsigned long long strtoull(const char *s, char **end, int base)
double strtod(const char *s, char **end)
float strtof(const char *s, char **end)
long double strtold(const char *s, char **end)`,
  },
];

/** `long strtol(const char *s, char **end, int base)` with a locale behind the parameters. */
const withLocale = (prototype: string) =>
  prototype.replace(/(\w+)\((.*)\)/, '$1_l($2, locale_t locale)');

function localeSource({ header, functions }: { header: string; functions: string }): string {
  const bodies = functions.split('\n').map((prototype) => {
    const [, name, params] = /(\w+)\((.*)\)/.exec(prototype)!;
    const args = params.split(',').map((param) => /\w+$/.exec(param)![0]);
    return `${withLocale(prototype)} {
    (void) locale;
    return ${name}(${args.join(', ')});
}
`;
  });
  return `#define _GNU_SOURCE\n#include <locale.h>\n#include <${header}>\n\n${bodies.join('\n')}`;
}

/** Names of <langinfo.h> by category (the upper half of the number) and place; what each says in both locales. */
const LANGINFO: readonly (readonly [number, number, readonly string[], readonly string[]])[] = [
  [1, 0, ['RADIXCHAR', 'THOUSEP'], ['.', '']],
  [2, 0, [1, 2, 3, 4, 5, 6, 7].map((n) => `ABDAY_${n}`), 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')],
  [
    2,
    7,
    [1, 2, 3, 4, 5, 6, 7].map((n) => `DAY_${n}`),
    'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' '),
  ],
  [
    2,
    14,
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => `ABMON_${n}`),
    'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
  ],
  [
    2,
    26,
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => `MON_${n}`),
    'January February March April May June July August September October November December'.split(
      ' ',
    ),
  ],
  [2, 38, ['AM_STR', 'PM_STR'], ['AM', 'PM']],
  [
    2,
    40,
    ['D_T_FMT', 'D_FMT', 'T_FMT', 'T_FMT_AMPM'],
    ['%a %b %e %H:%M:%S %Y', '%m/%d/%y', '%H:%M:%S', '%I:%M:%S %p'],
  ],
  [4, 15, ['CRNCYSTR'], ['-']],
  [5, 0, ['YESEXPR', 'NOEXPR'], ['^[yY]', '^[nN]']],
];

const items = LANGINFO.flatMap(([category, first, names, values]) =>
  names.map((name, i) => ({ name, number: category * 65536 + first + i, value: values[i] })),
);

const LANGUAGE = String.raw`#define _GNU_SOURCE
#include <langinfo.h>
#include <locale.h>
#include <libintl.h>

extern int __utf8;

char *nl_langinfo(nl_item item) {
    switch (item) {
    case CODESET:
        return __utf8 ? "UTF-8" : "ANSI_X3.4-1968";
${items.map(({ name, value }) => `    case ${name}:\n        return "${value}";`).join('\n')}
    }
    return "";
}

/* There are no translations. */
char *gettext(const char *msgid) {
    return (char *) msgid;
}

char *dgettext(const char *domainname, const char *msgid) {
    (void) domainname;
    return (char *) msgid;
}

char *dcgettext(const char *domainname, const char *msgid, int category) {
    (void) domainname, (void) category;
    return (char *) msgid;
}

char *ngettext(const char *msgid1, const char *msgid2, unsigned long int n) {
    return (char *) (n == 1 ? msgid1 : msgid2);
}

char *textdomain(const char *domainname) {
    return domainname && *domainname ? (char *) domainname : "messages";
}

char *bindtextdomain(const char *domainname, const char *dirname) {
    return domainname && *domainname ? dirname ? (char *) dirname : "/usr/share/locale" : 0;
}

char *bind_textdomain_codeset(const char *domainname, const char *codeset) {
    (void) domainname;
    return (char *) codeset;
}
`;

export const LOCALE_PART: LibraryPart = {
  headers: [
    {
      name: 'locale.h',
      includes: ['stddef.h'],
      text: `${CATEGORIES.map((name, i) => `#define LC_${name} ${i}`).join('\n')}
${CATEGORIES.flatMap((name, i) => (name === 'ALL' ? [] : [`#define LC_${name}_MASK ${1 << i}`])).join('\n')}
#define LC_ALL_MASK 8127
typedef struct __locale_struct *locale_t;
#define LC_GLOBAL_LOCALE ((locale_t) -1L)
struct lconv {
    char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol;
    char *mon_decimal_point, *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
    char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes;
    char n_sep_by_space, p_sign_posn, n_sign_posn, int_p_cs_precedes, int_p_sep_by_space;
    char int_n_cs_precedes, int_n_sep_by_space, int_p_sign_posn, int_n_sign_posn;
};
char *setlocale(int category, const char *locale);
struct lconv *localeconv(void);
locale_t newlocale(int category_mask, const char *locale, locale_t base);
locale_t duplocale(locale_t locobj);
void freelocale(locale_t locobj);
locale_t uselocale(locale_t newloc);
${WITH_LOCALE.flatMap(({ functions }) => functions.split('\n').map((prototype) => `${withLocale(prototype)};`)).join('\n')}`,
    },
    {
      name: 'langinfo.h',
      text: `typedef int nl_item;
#define CODESET 14
${items.map(({ name, number }) => `#define ${name} ${number}`).join('\n')}
char *nl_langinfo(nl_item item);`,
    },
    {
      name: 'libintl.h',
      text: `char *gettext(const char *msgid);
char *dgettext(const char *domainname, const char *msgid);
char *dcgettext(const char *domainname, const char *msgid, int category);
char *ngettext(const char *msgid1, const char *msgid2, unsigned long int n);
char *textdomain(const char *domainname);
char *bindtextdomain(const char *domainname, const char *dirname);
char *bind_textdomain_codeset(const char *domainname, const char *codeset);`,
    },
  ],
  sources: [
    { name: 'libc/locale.c', text: LOCALE },
    { name: 'libc/language.c', text: LANGUAGE },
    ...WITH_LOCALE.map((rows) => ({
      name: `libc/locale-${rows.header.replace('.', '-')}.c`,
      text: localeSource(rows),
    })),
  ],
};
