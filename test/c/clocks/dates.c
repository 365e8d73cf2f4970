// Dates: every field there and back, out of range too, and all of strftime.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(void) {
    setenv("TZ", "UTC", 1);
    long times[] = {0, 1, 951782400, 951868799, 1771372800, -1, -86401, 4102444800, 253402300799, 68169600, -62135596800};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        time_t t = times[i];
        struct tm tm = *gmtime(&t);
        char text[300];
        printf("%s", asctime(&tm));
        strftime(text, sizeof text, "%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %p %P %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %Z %%", &tm);
        puts(text);
        printf("%ld\n", (long) mktime(&tm));
    }
    struct tm odd = {.tm_year = 126, .tm_mon = 13, .tm_mday = 35, .tm_hour = -5, .tm_min = 70, .tm_sec = 3700};
    printf("%ld ", (long) mktime(&odd));
    printf("%s", asctime(&odd));
    odd = (struct tm) {.tm_year = 100, .tm_mon = -15, .tm_mday = 0};
    printf("%ld ", (long) timegm(&odd));
    printf("%d %d\n", odd.tm_wday, odd.tm_yday);
    time_t noon = 1771416000;
    printf("%s", ctime(&noon));
    char text[100];
    struct tm tm;
    localtime_r(&noon, &tm);
    printf("%zu %zu\n", strftime(text, 5, "%Y-%m", &tm), strftime(text, 8, "%Y-%m", &tm));
    strftime(text, sizeof text, "%-d %_H %05Y %^a %Ey %Od %10e %+", &tm);
    puts(text);
    printf("%.0f %d\n", difftime(5, 2), tm.tm_isdst);
    struct timespec res;
    printf("%d ", clock_getres(CLOCK_MONOTONIC, &res));
    printf("%ld\n", res.tv_nsec);
    printf("%d\n", timespec_get(&res, TIME_UTC) == TIME_UTC);
    return 0;
}
// → Thu Jan  1 00:00:00 1970
// → Thu Thursday Jan January Thu Jan  1 00:00:00 1970 19 01 01/01/70  1 1970-01-01 70 1970 Jan 00 12 001  0 12 01 00 
// →  AM am 12:00:00 AM 00:00 0 00 	 00:00:00 4 00 01 4 00 01/01/70 00:00:00 70 1970 +0000 GMT %
// → 0
// → Thu Jan  1 00:00:01 1970
// → Thu Thursday Jan January Thu Jan  1 00:00:01 1970 19 01 01/01/70  1 1970-01-01 70 1970 Jan 00 12 001  0 12 01 00 
// →  AM am 12:00:01 AM 00:00 1 01 	 00:00:01 4 00 01 4 00 01/01/70 00:00:01 70 1970 +0000 GMT %
// → 1
// → Tue Feb 29 00:00:00 2000
// → Tue Tuesday Feb February Tue Feb 29 00:00:00 2000 20 29 02/29/00 29 2000-02-29 00 2000 Feb 00 12 060  0 12 02 00 
// →  AM am 12:00:00 AM 00:00 951782400 00 	 00:00:00 2 09 09 2 09 02/29/00 00:00:00 00 2000 +0000 GMT %
// → 951782400
// → Tue Feb 29 23:59:59 2000
// → Tue Tuesday Feb February Tue Feb 29 23:59:59 2000 20 29 02/29/00 29 2000-02-29 00 2000 Feb 23 11 060 23 11 02 59 
// →  PM pm 11:59:59 PM 23:59 951868799 59 	 23:59:59 2 09 09 2 09 02/29/00 23:59:59 00 2000 +0000 GMT %
// → 951868799
// → Wed Feb 18 00:00:00 2026
// → Wed Wednesday Feb February Wed Feb 18 00:00:00 2026 20 18 02/18/26 18 2026-02-18 26 2026 Feb 00 12 049  0 12 02 00 
// →  AM am 12:00:00 AM 00:00 1771372800 00 	 00:00:00 3 07 08 3 07 02/18/26 00:00:00 26 2026 +0000 GMT %
// → 1771372800
// → Wed Dec 31 23:59:59 1969
// → Wed Wednesday Dec December Wed Dec 31 23:59:59 1969 19 31 12/31/69 31 1969-12-31 70 1970 Dec 23 11 365 23 11 12 59 
// →  PM pm 11:59:59 PM 23:59 -1 59 	 23:59:59 3 52 01 3 52 12/31/69 23:59:59 69 1969 +0000 GMT %
// → -1
// → Tue Dec 30 23:59:59 1969
// → Tue Tuesday Dec December Tue Dec 30 23:59:59 1969 19 30 12/30/69 30 1969-12-30 70 1970 Dec 23 11 364 23 11 12 59 
// →  PM pm 11:59:59 PM 23:59 -86401 59 	 23:59:59 2 52 01 2 52 12/30/69 23:59:59 69 1969 +0000 GMT %
// → -86401
// → Fri Jan  1 00:00:00 2100
// → Fri Friday Jan January Fri Jan  1 00:00:00 2100 21 01 01/01/00  1 2100-01-01 99 2099 Jan 00 12 001  0 12 01 00 
// →  AM am 12:00:00 AM 00:00 4102444800 00 	 00:00:00 5 00 53 5 00 01/01/00 00:00:00 00 2100 +0000 GMT %
// → 4102444800
// → Fri Dec 31 23:59:59 9999
// → Fri Friday Dec December Fri Dec 31 23:59:59 9999 99 31 12/31/99 31 9999-12-31 99 9999 Dec 23 11 365 23 11 12 59 
// →  PM pm 11:59:59 PM 23:59 253402300799 59 	 23:59:59 5 52 52 5 52 12/31/99 23:59:59 99 9999 +0000 GMT %
// → 253402300799
// → Tue Feb 29 00:00:00 1972
// → Tue Tuesday Feb February Tue Feb 29 00:00:00 1972 19 29 02/29/72 29 1972-02-29 72 1972 Feb 00 12 060  0 12 02 00 
// →  AM am 12:00:00 AM 00:00 68169600 00 	 00:00:00 2 09 09 2 09 02/29/72 00:00:00 72 1972 +0000 GMT %
// → 68169600
// → Mon Jan  1 00:00:00 1
// → Mon Monday Jan January Mon Jan  1 00:00:00 1 0 01 01/01/01  1 1-01-01 01 1 Jan 00 12 001  0 12 01 00 
// →  AM am 12:00:00 AM 00:00 -62135596800 00 	 00:00:00 1 00 01 1 01 01/01/01 00:00:00 01 1 +0000 GMT %
// → -62135596800
// → 1804367500 Sat Mar  6 21:11:40 2027
// → 907113600 3 272
// → Wed Feb 18 12:00:00 2026
// → 0 7
// → 18 12 02026 WED 26 18         18 %+
// → 3 0
// → 0 1
// → 1
