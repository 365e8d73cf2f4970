// Locales: names and categories, objects of them, functions that take one, and what they say of themselves.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *or_null(const char *s) {
    return s ? s : "NULL";
}

int main(void) {
    unsetenv("LC_ALL");
    unsetenv("LANG");
    printf("%s\n", setlocale(LC_ALL, NULL));
    printf("%s\n", or_null(setlocale(LC_ALL, "xx_YY.UTF-8")));
    printf("%s\n", setlocale(LC_CTYPE, "C.UTF-8"));
    printf("%s\n", setlocale(LC_ALL, NULL));
    char *kept = strdup(setlocale(LC_ALL, NULL));
    printf("%s\n", setlocale(LC_ALL, "C.utf8"));
    printf("%s\n", setlocale(LC_MESSAGES, "POSIX"));
    printf("%s\n", or_null(setlocale(LC_ALL, kept)));
    free(kept);
    printf("%s %s %s\n", setlocale(LC_CTYPE, NULL), setlocale(LC_TIME, NULL), or_null(setlocale(99, "C")));
    printf("%s\n", setlocale(LC_ALL, ""));
    setenv("LC_TIME", "C.UTF-8", 1);
    setenv("LANG", "C", 1);
    printf("%s %s\n", setlocale(LC_TIME, ""), setlocale(LC_CTYPE, ""));
    setenv("LC_ALL", "C.UTF-8", 1);
    printf("%s\n", setlocale(LC_ALL, ""));
    printf("%s %zu\n", nl_langinfo(CODESET), MB_CUR_MAX);

    locale_t plain = newlocale(LC_ALL_MASK, "C", NULL), before = uselocale(plain);
    printf("%d %d %zu\n", before == LC_GLOBAL_LOCALE, uselocale(NULL) == plain, MB_CUR_MAX);
    locale_t copy = duplocale(plain);
    copy = newlocale(LC_CTYPE_MASK, "C.UTF-8", copy);
    uselocale(copy);
    printf("%s %zu\n", nl_langinfo(CODESET), MB_CUR_MAX);
    uselocale(LC_GLOBAL_LOCALE);
    locale_t none = newlocale(LC_ALL_MASK, "nowhere", NULL);
    printf("%d %s\n", none == NULL, strerror(errno));
    printf("%d %d %c %c\n", !!isalpha_l('x', plain), !!isdigit_l('x', plain), toupper_l('x', plain), tolower_l('X', plain));
    printf("%ld %g %d %d %s\n", strtol_l("12x", NULL, 10, plain), strtod_l("2.5", NULL, plain), strcasecmp_l("AB", "ab", plain),
           strcoll_l("a", "b", plain) < 0, strerror_l(ENOENT, plain));
    freelocale(plain);
    freelocale(copy);

    struct lconv *c = localeconv();
    printf("[%s] [%s] [%s] %d\n", c->decimal_point, c->thousands_sep, c->currency_symbol, c->frac_digits);
    printf("%s %s %s %s %s\n", nl_langinfo(RADIXCHAR), nl_langinfo(DAY_1), nl_langinfo(ABDAY_7), nl_langinfo(MON_12), nl_langinfo(ABMON_2));
    printf("%s, %s, %s, %s\n", nl_langinfo(D_T_FMT), nl_langinfo(D_FMT), nl_langinfo(T_FMT), nl_langinfo(T_FMT_AMPM));
    printf("%s %s %s %s %s\n", nl_langinfo(AM_STR), nl_langinfo(PM_STR), nl_langinfo(YESEXPR), nl_langinfo(NOEXPR), nl_langinfo(CRNCYSTR));
    printf("%s %s %s\n", gettext("as it is"), ngettext("%d file", "%d files", 2), textdomain(NULL));
    return 0;
}
