// asctime has room for 25 characters, and dates that do not fit; ctime is the same of a number.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void show(const char *what, char *text) {
    if (text) printf("%s %s", what, text);
    else printf("%s NULL %s\n", what, strerror(errno));
    errno = 0;
}

int main(void) {
    struct tm tm = {.tm_year = 126, .tm_mon = 1, .tm_mday = 18, .tm_wday = 3};
    char buffer[64];
    memset(buffer, 'x', sizeof buffer);
    show("plain", asctime(&tm));
    tm.tm_wday = 7, tm.tm_mon = -1;
    show("names", asctime(&tm));
    tm.tm_wday = 3, tm.tm_mon = 11, tm.tm_year = 9999 - 1900;
    show("last", asctime_r(&tm, buffer));
    tm.tm_year++;
    show("static", asctime(&tm));
    show("own", asctime_r(&tm, buffer));
    printf("%c\n", buffer[26]);
    tm.tm_year = INT_MAX;
    show("largest", asctime(&tm));
    tm.tm_year = -2900;
    show("before", asctime(&tm));
    tm.tm_mday = 100, tm.tm_hour = 100, tm.tm_year = 100;
    show("hours", asctime(&tm));
    time_t big = LONG_MAX;
    show("time", ctime(&big));
    big = 253402300800;
    show("year 10000", ctime(&big));
}
// → plain Wed Feb 18 00:00:00 2026
// → names ??? ??? 18 00:00:00 2026
// → last Wed Dec 18 00:00:00 9999
// → static Wed Dec 18 00:00:00 10000
// → own NULL Value too large for defined data type
// → x
// → largest NULL Value too large for defined data type
// → before Wed Dec 18 00:00:00 -1000
// → hours Wed Dec100 100:00:00 2000
// → time NULL Invalid argument
// → year 10000 Sat Jan  1 00:00:00 10000
