// <time.h>: dates read from text; getdate; <sys/time.h> and <utime.h>: times of files.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static void parse(const char *text, const char *format) {
    struct tm tm;
    memset(&tm, 0, sizeof tm);
    char *end = strptime(text, format, &tm);
    printf("%s|%s: ", text, format);
    if (!end) {
        printf("no\n");
        return;
    }
    printf("%d-%d-%d %d:%d:%d w%d y%d z%ld rest '%s'\n", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min,
           tm.tm_sec, tm.tm_wday, tm.tm_yday, tm.tm_gmtoff, end);
}

int main(void) {
    setenv("TZ", "UTC", 1);
    parse("2001-11-12 18:31:01", "%Y-%m-%d %H:%M:%S");
    parse("Sun, 06 Nov 1994 08:49:37 GMT", "%a, %d %b %Y %H:%M:%S GMT");
    parse("Sunday, 06-Nov-94 08:49:37 GMT", "%A, %d-%b-%y %T %Z");
    parse("Sun Nov  6 08:49:37 1994", "%c");
    parse("12:30 PM", "%I:%M %p");
    parse("12:30 AM", "%I:%M %p");
    parse("07:05:09 pm", "%r");
    parse("2024-366", "%Y-%j");
    parse("2024 10 3", "%Y %U %w");
    parse("2023 52 1", "%Y %W %u");
    parse("19 99", "%C %y");
    parse("2024-02-29T12:00:00+0130", "%FT%T%z");
    parse("2024-02-29T12:00:00-08:00x", "%FT%T%z");
    parse("2024-02-29T12:00:00Z", "%FT%T%z");
    parse("  7 % ", "%e %%");
    parse("32", "%d");
    parse("25:00", "%R");
    parse("march 3", "%B %d");
    parse("3mar", "%d%h");
    parse("1700000000", "%s");
    parse("69 68", "%y");
    parse("abc", "%Y");
    parse("0003", "%Y");

    FILE *f = fopen("/tmp/datemsk.txt", "w");
    fputs("%Y-%m-%d\n%d %B %Y %H:%M\n%m/%d/%y\n", f);
    fclose(f);
    struct tm *tm;
    unsetenv("DATEMSK");
    printf("%d ", getdate("2020-02-03") == NULL);
    printf("%d ", getdate_err);
    setenv("DATEMSK", "/tmp/no-such-file", 1);
    printf("%d ", getdate("2020-02-03") == NULL);
    printf("%d ", getdate_err);
    setenv("DATEMSK", "/tmp/datemsk.txt", 1);
    tm = getdate("3 March 2021 14:15");
    printf("%d %d %d %d %d ", tm->tm_year, tm->tm_mon, tm->tm_mday, tm->tm_hour, tm->tm_wday);
    printf("%d ", getdate("nonsense") == NULL);
    printf("%d\n", getdate_err);

    struct stat st;
    struct utimbuf past = {1000, 2000};
    printf("%d ", utime("/tmp/datemsk.txt", &past));
    stat("/tmp/datemsk.txt", &st);
    printf("%ld %ld ", (long) st.st_atime, (long) st.st_mtime);
    struct timeval tv[2] = {{3000, 500000}, {4000, 250000}}, bad[2] = {{0, 1000000}, {0, 0}};
    int fd = open("/tmp/datemsk.txt", O_RDWR);
    printf("%d ", futimes(fd, tv));
    fstat(fd, &st);
    printf("%ld %ld.%06ld ", (long) st.st_atime, (long) st.st_mtime, st.st_mtim.tv_nsec / 1000);
    printf("%d\n", futimes(fd, bad) < 0 && errno == EINVAL);
    unlink("/tmp/datemsk.txt");
    clockid_t clock;
    struct timespec ts;
    printf("%d ", clock_getcpuclockid(getpid(), &clock));
    printf("%d ", clock_gettime(clock, &ts));
    printf("%d ", ts.tv_sec < 100);
    printf("%d %d\n", clock_getcpuclockid(999999, &clock) == ESRCH, dysize(2000));
    return 0;
}
