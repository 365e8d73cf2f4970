// <time.h>, <sys/time.h>, <utime.h>: dates read from text, clocks of processes, timers, rare setters.
//
// Source: POSIX.1-2017 strptime, getdate; glibc 2.36 strptime_l.c, timer_create.c; timer_create(2).
// Departs: one locale, "C", and UTC. SIGEV_THREAD's functions run in a new thread each, as glibc's do, which a
// thread of the library starts; nobody may set a clock.

import type { LibraryPart } from './parts.ts';

const STRPTIME = String.raw`#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

static const char *const days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
                                     "September", "October", "November", "December"};

/* What has been read, for what follows from it: see finish(). */
struct parts {
    int century, year_of_century, pm, twelve, week, monday_week;
    int month, day, year_day, weekday, year;
};

/* A name, whole or its first three letters; -1 for none. */
static int name_at(const char **s, const char *const *names, int n) {
    for (int i = 0; i < n; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(*s, names[i], length) != 0 && strncasecmp(*s, names[i], length = 3) != 0) continue;
        *s += length;
        return i;
    }
    return -1;
}

/* A number of at most so many digits, blanks before it allowed; 0 where there is none in the range. */
static int number(const char **s, int low, int high, int digits, int *to) {
    const char *p = *s;
    int value = 0;
    while (isspace((unsigned char) *p)) p++;
    if (!isdigit((unsigned char) *p)) return 0;
    do value = value * 10 + *p++ - '0';
    while (--digits > 0 && value * 10 <= high && isdigit((unsigned char) *p));
    if (value < low || value > high) return 0;
    *s = p;
    *to = value;
    return 1;
}

static int zone(const char **s, struct tm *tm) {
    const char *p = *s;
    while (isspace((unsigned char) *p)) p++;
    if (*p == 'Z') {
        tm->tm_gmtoff = 0;
        *s = p + 1;
        return 1;
    }
    if (*p != '+' && *p != '-') return 0;
    int minus = *p++ == '-', n = 0;
    long value = 0;
    while (n < 4 && isdigit((unsigned char) *p)) {
        value = value * 10 + *p++ - '0';
        if (++n == 2 && *p == ':' && isdigit((unsigned char) p[1])) p++;
    }
    if (n == 2) value *= 100;
    else if (n != 4) return 0;
    if (value > 1400 || value % 100 >= 60) return 0;
    tm->tm_gmtoff = (value / 100 * 60 + value % 100) * (minus ? -60 : 60);
    *s = p;
    return 1;
}

static const char *parse(const char *s, const char *f, struct tm *tm, struct parts *got);

/* Conversions that are others together. */
static const char *together(int c) {
    switch (c) {
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'r': return "%I:%M:%S %p";
    case 'R': return "%H:%M";
    case 'T':
    case 'X': return "%H:%M:%S";
    }
    return NULL;
}

static int convert(int c, const char **s, struct tm *tm, struct parts *got) {
    int n;
    switch (c) {
    case '%': return *(*s)++ == '%';
    case 'a':
    case 'A': return (tm->tm_wday = name_at(s, days, 7)) >= 0 && (got->weekday = 1);
    case 'b':
    case 'B':
    case 'h': return (tm->tm_mon = name_at(s, months, 12)) >= 0 && (got->month = got->year = 1);
    case 'C': return number(s, 0, 99, 2, &got->century);
    case 'd':
    case 'e': return number(s, 1, 31, 2, &tm->tm_mday) && (got->day = 1);
    case 'H':
    case 'k': return number(s, 0, 23, 2, &tm->tm_hour) && !(got->twelve = 0);
    case 'I':
    case 'l':
        if (!number(s, 1, 12, 2, &n)) return 0;
        tm->tm_hour = n % 12;
        return got->twelve = 1;
    case 'j': return number(s, 1, 366, 3, &n) && ((tm->tm_yday = n - 1), got->year_day = 1);
    case 'm': return number(s, 1, 12, 2, &n) && ((tm->tm_mon = n - 1), got->month = 1);
    case 'M': return number(s, 0, 59, 2, &tm->tm_min);
    case 'n':
    case 't':
        while (isspace((unsigned char) **s)) ++*s;
        return 1;
    case 'p':
    case 'P':
        if (strncasecmp(*s, "AM", 2) != 0 && strncasecmp(*s, "PM", 2) != 0) return 0;
        got->pm = toupper((unsigned char) **s) == 'P';
        *s += 2;
        return 1;
    case 's': {
        char *end;
        time_t t = strtol(*s, &end, 10);
        if (end == *s) return 0;
        *s = end;
        return localtime_r(&t, tm) != NULL;
    }
    case 'S': return number(s, 0, 61, 2, &tm->tm_sec);
    case 'u': return number(s, 1, 7, 1, &n) && ((tm->tm_wday = n % 7), got->weekday = 1);
    case 'w': return number(s, 0, 6, 1, &tm->tm_wday) && (got->weekday = 1);
    case 'U': return number(s, 0, 53, 2, &got->week);
    case 'W': return number(s, 0, 53, 2, &got->monday_week);
    case 'V':
    case 'g': return number(s, 0, 99, 2, &n);
    case 'G': return number(s, 0, 9999, 4, &n);
    case 'y':
        if (!number(s, 0, 99, 2, &n)) return 0;
        tm->tm_year = n >= 69 ? n : n + 100;
        got->year_of_century = n;
        return got->year = 1;
    case 'Y':
        if (!number(s, 0, 9999, 4, &n)) return 0;
        tm->tm_year = n - 1900;
        got->century = got->year_of_century = -1;
        return got->year = 1;
    case 'z': return zone(s, tm);
    case 'Z':
        while (**s && !isspace((unsigned char) **s)) ++*s;
        return 1;
    }
    const char *more = together(c);
    return more && (*s = parse(*s, more, tm, got)) != NULL;
}

static const char *parse(const char *s, const char *f, struct tm *tm, struct parts *got) {
    for (; *f; f++) {
        if (isspace((unsigned char) *f)) {
            while (isspace((unsigned char) *s)) s++;
            continue;
        }
        if (*f != '%') {
            if (*f != *s++) return NULL;
            continue;
        }
        f++;
        while (*f == '-' || *f == '_' || *f == '0' || *f == '^' || *f == '#') f++;
        if (*f == 'E' || *f == 'O') f++;
        if (!convert(*f, &s, tm, got)) return NULL;
    }
    return s;
}

static int leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int day_of_year(int year, int month, int day) {
    static const short before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return before[month] + (month > 1 && leap(year)) + day - 1;
}

/* Fields that follow from others: the hour from AM and PM, the day of the week from the date ... */
static void finish(struct tm *tm, struct parts *got) {
    if (got->twelve && got->pm) tm->tm_hour += 12;
    if (got->century >= 0) {
        int low = got->year_of_century >= 0 ? got->year_of_century : tm->tm_year % 100;
        tm->tm_year = low + (got->century - 19) * 100;
        got->year = 1;
    }
    int year = tm->tm_year + 1900, know_month = got->month;
    if (got->year && !(got->month && got->day) && got->year_day) {
        for (int m = 11; m >= 0; m--) {
            int first = day_of_year(year, m, 1);
            if (tm->tm_yday < first) continue;
            if (!know_month) tm->tm_mon = m;
            if (!got->day) tm->tm_mday = tm->tm_yday - first + 1;
            break;
        }
        got->month = got->day = 1;
    }
    if ((got->week >= 0 || got->monday_week >= 0) && got->weekday && got->year && !got->month) {
        struct tm january = {.tm_year = tm->tm_year, .tm_mday = 1};
        timegm(&january);
        int start = got->week >= 0 ? 0 : 1, week = got->week >= 0 ? got->week : got->monday_week;
        int yday = (7 - (january.tm_wday - start)) % 7 + (week - 1) * 7 + (tm->tm_wday - start + 7) % 7;
        struct tm date = {.tm_year = tm->tm_year, .tm_mday = 1 + yday};
        timegm(&date);
        tm->tm_mon = date.tm_mon;
        tm->tm_mday = date.tm_mday;
        tm->tm_yday = yday;
        return;
    }
    if (!got->year && !got->month && !got->day) return;
    if (tm->tm_mon < 0 || tm->tm_mon > 11) return;
    struct tm date = {.tm_year = tm->tm_year, .tm_mon = tm->tm_mon, .tm_mday = tm->tm_mday};
    timegm(&date);
    if (!got->weekday) tm->tm_wday = date.tm_wday;
    if (!got->year_day) tm->tm_yday = day_of_year(year, tm->tm_mon, tm->tm_mday);
}

char *strptime(const char *s, const char *format, struct tm *tp) {
    struct parts got = {.century = -1, .year_of_century = -1, .week = -1, .monday_week = -1};
    const char *end = parse(s, format, tp, &got);
    if (end) finish(tp, &got);
    return (char *) end;
}

int getdate_err;

/* 0, or what getdate_err says: the file of templates is tried line by line. */
int getdate_r(const char *string, struct tm *tp) {
    const char *name = getenv("DATEMSK");
    struct stat st;
    if (!name || !*name) return 1;
    if (stat(name, &st) < 0) return 3;
    if (!S_ISREG(st.st_mode)) return 4;
    FILE *f = fopen(name, "re");
    if (!f) return 2;
    char line[256];
    int found = 0;
    time_t now = time(NULL);
    while (!found && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        tp->tm_year = tp->tm_mon = tp->tm_mday = tp->tm_wday = -10000;
        tp->tm_hour = tp->tm_min = tp->tm_sec = -10000;
        tp->tm_isdst = -1;
        tp->tm_gmtoff = 0;
        tp->tm_zone = NULL;
        char *end = strptime(string, line, tp);
        while (end && isspace((unsigned char) *end)) end++;
        found = end && !*end;
    }
    fclose(f);
    if (!found) return 7;
    struct tm today;
    localtime_r(&now, &today);
    int dated = tp->tm_year != -10000 || tp->tm_mon != -10000 || tp->tm_mday != -10000, timed = tp->tm_hour != -10000;
    if (tp->tm_wday != -10000 && !dated) {
        tp->tm_year = today.tm_year;
        tp->tm_mon = today.tm_mon;
        tp->tm_mday = today.tm_mday + (tp->tm_wday - today.tm_wday + 7) % 7;
        dated = 1;
    }
    if (tp->tm_mon != -10000 && tp->tm_mday == -10000) {
        if (tp->tm_year == -10000) tp->tm_year = today.tm_year + (today.tm_mon > tp->tm_mon);
        tp->tm_mday = 1;
    }
    if (tp->tm_hour == -10000) tp->tm_hour = today.tm_hour;
    if (tp->tm_min == -10000) tp->tm_min = timed ? 0 : today.tm_min;
    if (tp->tm_sec == -10000) tp->tm_sec = timed ? 0 : today.tm_sec;
    if (tp->tm_year == -10000) tp->tm_year = today.tm_year;
    if (tp->tm_mon == -10000) tp->tm_mon = today.tm_mon;
    if (tp->tm_mday == -10000) {
        int before = tp->tm_hour * 60 + tp->tm_min < today.tm_hour * 60 + today.tm_min;
        tp->tm_mday = today.tm_mday + (!dated && timed && before);
    }
    return mktime(tp) == -1 ? 8 : 0;
}

struct tm *getdate(const char *string) {
    static struct tm result;
    int error = getdate_r(string, &result);
    if (error == 0) return &result;
    getdate_err = error;
    return NULL;
}
`;

const CLOCKS = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

/* The kernel's number for a process's clock: the complement of its pid, and which kind below that. */
int clock_getcpuclockid(pid_t pid, clockid_t *clock_id) {
    clockid_t id = pid == 0 ? CLOCK_PROCESS_CPUTIME_ID : (clockid_t) (~(unsigned) pid << 3 | 2);
    struct timespec res;
    long error = __syscall(SYS_clock_getres, id, &res);
    if (error < 0) return error == -EINVAL ? ESRCH : -error;
    *clock_id = id;
    return 0;
}

int clock_settime(clockid_t clock_id, const struct timespec *tp) {
    if (tp->tv_nsec < 0 || tp->tv_nsec >= 1000000000) {
        errno = EINVAL;
        return -1;
    }
    return __ret(__syscall(SYS_clock_settime, clock_id, tp));
}

int settimeofday(const struct timeval *tv, const struct timezone *tz) {
    if (!tv || tz) {
        errno = EINVAL;
        return -1;
    }
    struct timespec ts = {tv->tv_sec, tv->tv_usec * 1000};
    return clock_settime(CLOCK_REALTIME, &ts);
}

int adjtime(const struct timeval *delta, struct timeval *olddelta) {
    (void) delta;
    (void) olddelta;
    errno = EPERM;
    return -1;
}

int timespec_getres(struct timespec *ts, int base) {
    return base == TIME_UTC && clock_getres(CLOCK_REALTIME, ts) == 0 ? base : 0;
}

int dysize(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
}

int ftime(struct timeb *tp) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *tp = (struct timeb) {now.tv_sec, now.tv_nsec / 1000000, 0, 0};
    return 0;
}

unsigned int ualarm(unsigned int value, unsigned int interval) {
    struct itimerval new = {{interval / 1000000, interval % 1000000}, {value / 1000000, value % 1000000}}, old;
    if (setitimer(ITIMER_REAL, &new, &old) < 0) return -1;
    return old.it_value.tv_sec * 1000000 + old.it_value.tv_usec;
}

static int set_times(int fd, const char *file, const struct timeval tvp[2], int flags) {
    struct timespec t[2];
    for (int i = 0; tvp && i < 2; i++) {
        if (tvp[i].tv_usec < 0 || tvp[i].tv_usec >= 1000000) {
            errno = EINVAL;
            return -1;
        }
        t[i] = (struct timespec) {tvp[i].tv_sec, tvp[i].tv_usec * 1000};
    }
    return file ? utimensat(fd, file, tvp ? t : NULL, flags) : futimens(fd, tvp ? t : NULL);
}

int lutimes(const char *file, const struct timeval tvp[2]) {
    return set_times(AT_FDCWD, file, tvp, AT_SYMLINK_NOFOLLOW);
}

int futimes(int fd, const struct timeval tvp[2]) {
    return set_times(fd, NULL, tvp, 0);
}

int futimesat(int fd, const char *file, const struct timeval tvp[2]) {
    return set_times(fd, file, tvp, 0);
}

int utime(const char *file, const struct utimbuf *times) {
    struct timespec t[2];
    if (times) {
        t[0] = (struct timespec) {times->actime, 0};
        t[1] = (struct timespec) {times->modtime, 0};
    }
    return utimensat(AT_FDCWD, file, times ? t : NULL, 0);
}
`;

const TIMERS = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What is to be called for a timer with SIGEV_THREAD. Only for such a one is a timer_t the address of
 * this; any other is the kernel's number itself. */
struct timer {
    int id;
    struct sigevent event;
    struct timer *next;
};

/* Deleted ones: the helper's thread may still look at them, so they are used again and not freed. */
static struct timer *unused;

int __timer_helper(void);

static int is_number(timer_t timerid) {
    return (unsigned long) timerid < 65536;
}

static int id_of(timer_t timerid) {
    return is_number(timerid) ? (int) (long) timerid : ((struct timer *) timerid)->id;
}

static void give_back(struct timer *t) {
    t->next = unused;
    unused = t;
}

int timer_create(clockid_t clock_id, struct sigevent *evp, timer_t *timerid) {
    int id;
    if (!evp || evp->sigev_notify != SIGEV_THREAD) {
        if (__ret(__syscall(SYS_timer_create, clock_id, evp, &id)) < 0) return -1;
        *timerid = (timer_t) (long) id;
        return 0;
    }
    int tid = __timer_helper();
    if (tid < 0) return -1;
    struct timer *t = unused;
    if (t) unused = t->next;
    else t = malloc(sizeof *t);
    if (!t) {
        errno = EAGAIN;
        return -1;
    }
    t->event = *evp;
    struct sigevent event = *evp;
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = 33;
    event._sigev_un._tid = tid;
    event.sigev_value.sival_ptr = t;
    if (__ret(__syscall(SYS_timer_create, clock_id, &event, &t->id)) < 0) {
        give_back(t);
        return -1;
    }
    *timerid = t;
    return 0;
}

int timer_delete(timer_t timerid) {
    if (__ret(__syscall(SYS_timer_delete, id_of(timerid))) < 0) return -1;
    if (!is_number(timerid)) give_back(timerid);
    return 0;
}

int timer_settime(timer_t timerid, int flags, const struct itimerspec *value, struct itimerspec *ovalue) {
    return __ret(__syscall(SYS_timer_settime, id_of(timerid), flags, value, ovalue));
}

int timer_gettime(timer_t timerid, struct itimerspec *value) {
    return __ret(__syscall(SYS_timer_gettime, id_of(timerid), value));
}

int timer_getoverrun(timer_t timerid) {
    return __ret(__syscall(SYS_timer_getoverrun, id_of(timerid)));
}
`;

/** A thread that sleeps until one of its timers fires, and starts another for each that does. */
const TIMER_THREADS = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct timer {
    int id;
    struct sigevent event;
};

struct job {
    void (*function)(union sigval);
    union sigval value;
};

static void *work(void *arg) {
    struct job job = *(struct job *) arg;
    free(arg);
    job.function(job.value);
    return NULL;
}

static volatile int helper_tid;

static void *helper(void *arg) {
    sigset_t set;
    siginfo_t info;
    (void) arg;
    sigemptyset(&set);
    set.__val[0] = 1UL << 32;
    helper_tid = gettid();
    for (;;) {
        if (sigwaitinfo(&set, &info) != 33 || info.si_code != SI_TIMER) continue;
        struct timer *t = info.si_ptr;
        struct job *job = malloc(sizeof *job);
        pthread_t thread;
        pthread_attr_t attr, *own = t->event.sigev_notify_attributes;
        if (!job) continue;
        *job = (struct job) {t->event.sigev_notify_function, t->event.sigev_value};
        pthread_attr_init(&attr);
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
        if (pthread_create(&thread, own ? own : &attr, work, job) != 0) free(job);
        else if (own) pthread_detach(thread);
    }
    return NULL;
}

int __timer_helper(void) {
    if (helper_tid) return helper_tid;
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int error = pthread_create(&thread, NULL, helper, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) {
        errno = error;
        return -1;
    }
    pthread_detach(thread);
    while (!helper_tid) pthread_yield();
    return helper_tid;
}
`;

export const TIMES_PART: LibraryPart = {
  headers: [
    {
      name: 'utime.h',
      includes: ['bits/time_t.h'],
      text: `struct utimbuf { time_t actime, modtime; };
int utime(const char *file, const struct utimbuf *times);`,
    },
    {
      name: 'sys/timeb.h',
      includes: ['bits/time_t.h'],
      text: `struct timeb { time_t time; unsigned short millitm; short timezone, dstflag; };
int ftime(struct timeb *tp);`,
    },
  ],
  sources: [
    { name: 'libc/strptime.c', text: STRPTIME },
    { name: 'libc/rare-clocks.c', text: CLOCKS },
    { name: 'libc/timers.c', text: TIMERS },
    { name: 'libc/timer-threads.c', text: TIMER_THREADS },
  ],
};
