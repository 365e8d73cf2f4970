// <time.h>: clocks, sleep, dates.
//
// Source: glibc 2.36; days to dates after Howard Hinnant's "chrono-compatible low-level date
// algorithms", which count years from March.
// Departs: the clock is read by a system call; real programs read it without one, in the vDSO.

import type { SourceFile } from '../../cc/compile.ts';

const CLOCKS = `
#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

time_t time(time_t *timer) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (timer) *timer = now.tv_sec;
    return now.tv_sec;
}

clock_t clock(void) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * CLOCKS_PER_SEC + used.tv_nsec / 1000;
}

double difftime(time_t time1, time_t time0) {
    return (double) time1 - (double) time0;
}

extern void (*__cancelled)(long result);

/* Unlike the others, this one returns the error and leaves errno alone. */
int clock_nanosleep(clockid_t clock_id, int flags, const struct timespec *req,
                    struct timespec *rem) {
    long result = __syscall(SYS_clock_nanosleep, clock_id, flags, req, rem);
    if (__cancelled) __cancelled(result);
    return -result;
}

int nanosleep(const struct timespec *requested_time, struct timespec *remaining) {
    int error = clock_nanosleep(CLOCK_REALTIME, 0, requested_time, remaining);
    if (error == 0) return 0;
    errno = error;
    return -1;
}

unsigned int sleep(unsigned int seconds) {
    struct timespec left = {.tv_sec = seconds};
    return nanosleep(&left, &left) < 0 ? left.tv_sec : 0;
}

int usleep(useconds_t useconds) {
    struct timespec time = {useconds / 1000000, useconds % 1000000 * 1000L};
    return nanosleep(&time, NULL);
}

/* Days since 1970 of a date; years begin in March here, so that the leap day comes last. */
static long days_of(long year, int month, int day) {
    if (month <= 2) year--;
    long era = (year >= 0 ? year : year - 399) / 400;
    long year_of_era = year - era * 400;
    long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

struct tm *gmtime_r(const time_t *timer, struct tm *tp) {
    long days = *timer / 86400, seconds = *timer % 86400;
    if (seconds < 0) seconds += 86400, days--;
    long shifted = days + 719468;
    long era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    long day_of_era = shifted - era * 146097;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * day_of_year + 2) / 153;
    long year = year_of_era + era * 400 + (month >= 10);
    if (year - 1900 != (int) (year - 1900)) {
        errno = EOVERFLOW;
        return NULL;
    }
    tp->tm_mday = day_of_year - (153 * month + 2) / 5 + 1;
    tp->tm_mon = month < 10 ? month + 2 : month - 10;
    tp->tm_year = year - 1900;
    tp->tm_yday = days - days_of(year, 1, 1);
    tp->tm_wday = ((days + 4) % 7 + 7) % 7;
    tp->tm_hour = seconds / 3600;
    tp->tm_min = seconds / 60 % 60;
    tp->tm_sec = seconds % 60;
    tp->tm_isdst = 0;
    tp->tm_gmtoff = 0;
    tp->tm_zone = "GMT";
    return tp;
}

static struct tm shared;

struct tm *gmtime(const time_t *timer) {
    return gmtime_r(timer, &shared);
}

/* The machine stands in Greenwich. */
struct tm *localtime_r(const time_t *timer, struct tm *tp) {
    tp = gmtime_r(timer, tp);
    if (tp) tp->tm_zone = "UTC";
    return tp;
}

struct tm *localtime(const time_t *timer) {
    return localtime_r(timer, &shared);
}

/* Fields may be out of their ranges: the 32nd of a month is a day of the next. */
time_t timegm(struct tm *tp) {
    long month = tp->tm_mon % 12, year = tp->tm_year + 1900L + tp->tm_mon / 12;
    if (month < 0) month += 12, year--;
    long days = days_of(year, month + 1, 1) + tp->tm_mday - 1;
    time_t result = days * 86400 + tp->tm_hour * 3600L + tp->tm_min * 60L + tp->tm_sec;
    return gmtime_r(&result, tp) ? result : -1;
}

time_t mktime(struct tm *tp) {
    time_t result = timegm(tp);
    tp->tm_zone = "UTC";
    return result;
}

time_t timelocal(struct tm *tp) {
    return mktime(tp);
}

char *tzname[2] = {"UTC", "UTC"};
int daylight;
long timezone;

void tzset(void) {
}

static char *date(const struct tm *tp, char *buf, int size) {
    static const char names[] = "SunMonTueWedThuFriSatJanFebMarAprMayJunJulAugSepOctNovDec";
    if (!tp) {
        errno = EINVAL;
        return NULL;
    }
    int wday = tp->tm_wday, mon = tp->tm_mon;
    int n = snprintf(buf, size, "%.3s %.3s%3d %.2d:%.2d:%.2d %ld\\n",
                     wday < 0 || wday > 6 ? "???" : names + 3 * wday,
                     mon < 0 || mon > 11 ? "???" : names + 21 + 3 * mon, tp->tm_mday, tp->tm_hour,
                     tp->tm_min, tp->tm_sec, 1900L + tp->tm_year);
    if (n < size && tp->tm_year <= 2147483647 - 1900) return buf;
    errno = EOVERFLOW;
    return NULL;
}

char *asctime_r(const struct tm *tp, char *buf) {
    return date(tp, buf, 26);
}

char *asctime(const struct tm *tp) {
    static char text[114];
    return date(tp, text, sizeof text);
}

char *ctime(const time_t *timer) {
    return asctime(localtime(timer));
}

char *ctime_r(const time_t *timer, char *buf) {
    struct tm tm;
    return asctime_r(localtime_r(timer, &tm), buf);
}

int timespec_get(struct timespec *ts, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, ts) == 0 ? base : 0;
}
`;

export const CLOCK_SOURCES: readonly SourceFile[] = [{ name: 'libc/clocks.c', text: CLOCKS }];
