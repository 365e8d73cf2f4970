// Years that an int does not hold are no dates.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void show(const char *what, time_t t) {
    struct tm tm = {.tm_year = 7};
    errno = 0;
    struct tm *got = gmtime_r(&t, &tm);
    printf("%s: ", what);
    if (got) printf("%ld-%02d-%02d %d %d\n", got->tm_year + 1900L, got->tm_mon + 1, got->tm_mday, got->tm_wday, got->tm_yday);
    else printf("%s\n", strerror(errno));
}

int main(void) {
    show("last", 67768036191676799);
    show("one more", 67768036191676800);
    show("first", -67768040609740800);
    show("one less", -67768040609740801);
    show("largest", LONG_MAX);
    show("smallest", LONG_MIN);
    struct tm tm = {.tm_year = INT_MAX, .tm_mon = 11, .tm_mday = 31, .tm_hour = 23, .tm_min = 59, .tm_sec = 60};
    time_t big = LONG_MAX;
    errno = 0;
    time_t t = mktime(&tm);
    printf("%ld %s, %d\n", (long) t, strerror(errno), tm.tm_sec);
    printf("%d\n", localtime(&big) == NULL);
    tm = (struct tm) {.tm_year = INT_MAX, .tm_mon = 0, .tm_mday = 1};
    printf("%ld\n", (long) mktime(&tm));
}
// → last: 2147485547-12-31 3 364
// → one more: Value too large for defined data type
// → first: -2147481748-01-01 4 0
// → one less: Value too large for defined data type
// → largest: Value too large for defined data type
// → smallest: Value too large for defined data type
// → -1 Value too large for defined data type, 60
// → 1
// → 67768036160140800
