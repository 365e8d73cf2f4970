// Signals with values, timers, memory files, users, rare functions of ordinary headers.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int got, value_got, code_got;

static void handler(int sig, siginfo_t *info, void *context) {
    (void) context;
    got = sig;
    code_got = info->si_code;
    value_got = info->si_value.sival_int;
}

static void signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGRTMIN + 1, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    union sigval value = {.sival_int = 77};
    printf("%d ", sigqueue(getpid(), SIGRTMIN + 1, value));
    printf("%d %d %d ", got == SIGRTMIN + 1, code_got == SI_QUEUE, value_got);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 1; i <= 3; i++) {
        value.sival_int = i;
        sigqueue(getpid(), SIGRTMIN + 1, value);
    }
    siginfo_t info;
    for (int i = 0; i < 3; i++) {
        int sig = sigwaitinfo(&set, &info);
        printf("%d:%d:%d ", sig == SIGRTMIN + 1, info.si_value.sival_int, info.si_pid == getpid());
    }
    struct timespec none = {0, 0};
    printf("%d ", sigtimedwait(&set, &info, &none) < 0 && errno == EAGAIN);
    printf("%d ", sigqueue(getpid(), 99, value) < 0 && errno == EINVAL);
    printf("%d\n", sigqueue(999999, 0, value) < 0 && errno == ESRCH);
    stack_t stack, old;
    stack.ss_sp = malloc(SIGSTKSZ);
    stack.ss_size = SIGSTKSZ;
    stack.ss_flags = 0;
    printf("%d ", sigaltstack(&stack, &old));
    printf("%d ", old.ss_flags == SS_DISABLE);
    printf("%d ", sigaltstack(NULL, &old));
    printf("%d %d ", old.ss_sp == stack.ss_sp, old.ss_size == SIGSTKSZ);
    stack.ss_size = 10;
    printf("%d\n", sigaltstack(&stack, NULL) < 0 && errno == ENOMEM);
    printf("%s %s %s\n", sigabbrev_np(SIGTERM), sigdescr_np(SIGKILL), sigabbrev_np(99) ? "?" : "none");
    printf("%d ", sighold(SIGUSR1));
    raise(SIGUSR1);
    got = 0;
    sigrelse(SIGUSR1);
    printf("%d ", got == SIGUSR1);
    printf("%d\n", sigignore(SIGUSR2));
}

static void timers(void) {
    timer_t timer;
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGUSR1;
    event.sigev_value.sival_int = 5;
    printf("%d ", timer_create(CLOCK_MONOTONIC, &event, &timer));
    struct itimerspec spec = {{0, 20000000}, {0, 10000000}}, now;
    printf("%d ", timer_settime(timer, 0, &spec, NULL));
    timer_gettime(timer, &now);
    printf("%d %ld ", now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 10000000, now.it_interval.tv_nsec);
    got = 0;
    pause();
    printf("%d %d %d ", got == SIGUSR1, code_got == SI_TIMER, value_got);
    sigset_t set;
    siginfo_t info;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    usleep(105000);
    sigwaitinfo(&set, &info);
    printf("%d ", info.si_code == SI_TIMER && info.si_overrun >= 3 && timer_getoverrun(timer) >= 3);
    printf("%d ", timer_delete(timer));
    event.sigev_signo = 99;
    printf("%d ", timer_create(CLOCK_REALTIME, &event, &timer) < 0 && errno == EINVAL);
    spec.it_value.tv_nsec = -1;
    event.sigev_notify = SIGEV_NONE;
    timer_create(CLOCK_REALTIME, &event, &timer);
    printf("%d\n", timer_settime(timer, 0, &spec, NULL) < 0 && errno == EINVAL);
}

static void memory_files(void) {
    int fd = memfd_create("book", MFD_ALLOW_SEALING);
    char buf[32] = "";
    printf("%d ", ftruncate(fd, 10));
    printf("%zd ", write(fd, "hello", 5));
    printf("%d ", fcntl(fd, F_GET_SEALS));
    printf("%d ", fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
    printf("%d ", ftruncate(fd, 5) < 0 && errno == EPERM);
    printf("%d ", ftruncate(fd, 20) < 0 && errno == EPERM);
    printf("%d ", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    printf("%d ", pwrite(fd, "x", 1, 0) < 0 && errno == EPERM);
    printf("%d ", mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EPERM);
    printf("%d ", fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
    printf("%d ", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) < 0 && errno == EPERM);
    ssize_t n = pread(fd, buf, 5, 0);
    printf("%zd %s ", n, buf);
    int other = memfd_create("other", 0);
    off_t in = 1, out = 2;
    ssize_t copied = copy_file_range(fd, &in, other, &out, 4, 0);
    n = pread(other, buf, sizeof buf, 0);
    printf("%zd %ld %ld %zd %d\n", copied, (long) in, (long) out, n, memcmp(buf, "\0\0ello", 6));
    struct statx stx;
    printf("%d ", statx(other, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &stx));
    printf("%lld %d ", (long long) stx.stx_size, S_ISREG(stx.stx_mode));
    int a[2], b[2];
    if (pipe(a) < 0 || pipe(b) < 0) return;
    if (write(a[1], "tee", 3) != 3) return;
    printf("%zd ", tee(a[0], b[1], 10, 0));
    n = read(b[0], buf, sizeof buf);
    printf("%zd ", n);
    n = read(a[0], buf, sizeof buf);
    printf("%zd ", n);
    printf("%d ", close_range(a[0], b[1], 0));
    printf("%d %d ", close(a[0]) < 0 && errno == EBADF, close_range(9, 8, 0) < 0 && errno == EINVAL);
    printf("%d %d\n", posix_fallocate(other, 0, 100), posix_fadvise(other, 0, 0, POSIX_FADV_SEQUENTIAL));
}

static void users(void) {
    struct passwd entry, *found;
    char buf[256], tiny[3];
    printf("%d ", getpwnam_r("root", &entry, buf, sizeof buf, &found));
    printf("%d ", found == &entry);
    printf("%s %u %s ", entry.pw_name, entry.pw_uid, entry.pw_dir);
    printf("%d ", getpwnam_r("root", &entry, tiny, sizeof tiny, &found));
    printf("%d ", getpwnam_r("nobody at all", &entry, buf, sizeof buf, &found));
    printf("%d %d ", found == NULL, getpwnam("nobody at all") == NULL);
    struct group group, *g;
    printf("%d ", getgrgid_r(0, &group, buf, sizeof buf, &g));
    printf("%s %d\n", g->gr_name, g->gr_mem[0] == NULL);
    FILE *f = tmpfile();
    struct passwd one = {"ann", "x", 12, 34, "Ann", "/home/ann", "/bin/sh"};
    putpwent(&one, f);
    fputs("bob:x:56:78:Bob:/home/bob:/bin/sh\n", f);
    rewind(f);
    for (struct passwd *p; (p = fgetpwent(f));) printf("%s %u %u %s ", p->pw_name, p->pw_uid, p->pw_gid, p->pw_shell);
    fclose(f);
    f = tmpfile();
    fputs("crew:x:7:ann,bob\n", f);
    rewind(f);
    g = fgetgrent(f);
    printf("%s %u %s %s %d\n", g->gr_name, g->gr_gid, g->gr_mem[0], g->gr_mem[1], g->gr_mem[2] == NULL);
    fclose(f);
    setpwent();
    found = getpwent();
    printf("%s ", found->pw_name);
    endpwent();
    gid_t list[4];
    int n = 4;
    printf("%d ", getgrouplist("nobody at all", 5, list, &n));
    printf("%d %u\n", n, list[0]);
}

static int in_child(void *arg) {
    return *(int *) arg;
}

static void rest(void) {
    char name[16];
    prctl(PR_SET_NAME, "a name that is too long");
    prctl(PR_GET_NAME, name);
    printf("%s %d ", name, prctl(PR_GET_DUMPABLE));
    printf("%d\n", prctl(99999) < 0 && errno == EINVAL);
    errno = 0;
    int nice_now = getpriority(PRIO_PROCESS, 0);
    printf("%d ", setpriority(PRIO_PROCESS, 0, nice_now + 3));
    printf("%d\n", getpriority(PRIO_PROCESS, 0) - nice_now);
    struct sysinfo info;
    printf("%d ", sysinfo(&info));
    printf("%d %d ", info.totalram > 0, get_nprocs() > 0);
    struct statvfs fs;
    printf("%d ", statvfs("/", &fs));
    printf("%lu\n", fs.f_namemax);
    printf("%u %u %d\n", major(makedev(8, 17)), minor(makedev(8, 17)), makedev(1, 3) == 0x103);
    printf("%d %d %d %d\n", strverscmp("a9", "a10") < 0, strverscmp("a01", "a1") < 0, strverscmp("no", "no"), strverscmp("part1_f012", "part1_f01") < 0);
    printf("%s ", l64a(123456789));
    printf("%ld %ld\n", a64l("J/U15"), a64l(l64a(-5)));
    printf("%d %d ", arc4random_uniform(1), arc4random_uniform(10) < 10);
    int point, sign;
    char *text = ecvt(-123.456, 5, &point, &sign);
    printf("%s %d %d ", text, point, sign);
    text = fcvt(3.14159, 2, &point, &sign);
    printf("%s %d ", text, point);
    char buf[64];
    printf("%s\n", gcvt(2.5e10, 6, buf));
    unsigned short seed[3] = {1, 2, 3};
    printf("%.12f ", erand48(seed));
    printf("%ld ", nrand48(seed));
    printf("%ld\n", jrand48(seed));
    struct random_data data;
    char state[128];
    int word;
    memset(&data, 0, sizeof data);
    initstate_r(42, state, sizeof state, &data);
    random_r(&data, &word);
    printf("%d ", word);
    char stack[65536];
    int arg = 33, status;
    pid_t pid = clone(in_child, stack + sizeof stack, SIGCHLD, &arg);
    waitpid(pid, &status, 0);
    printf("%d ", WEXITSTATUS(status));
    printf("%d\n", fexecve(-1, NULL, NULL) < 0);
}

static ssize_t cookie_read(void *cookie, char *buf, size_t n) {
    int *left = cookie;
    size_t i = 0;
    for (; i < n && *left > 0; i++, --*left) buf[i] = *left % 4 == 0 ? '\n' : 'a' + *left % 26;
    return i;
}

static ssize_t cookie_write(void *cookie, const char *buf, size_t n) {
    printf("[%.*s]", (int) n, buf);
    *(int *) cookie += n;
    return n;
}

static int cookie_close(void *cookie) {
    printf("closed at %d\n", *(int *) cookie);
    return 0;
}

static void cookies(void) {
    cookie_io_functions_t functions = {cookie_read, cookie_write, NULL, cookie_close};
    int left = 10;
    FILE *f = fopencookie(&left, "r", functions);
    char line[20];
    while (fgets(line, sizeof line, f)) printf("%zu ", strlen(line));
    fclose(f);
    f = fopencookie(&left, "w", functions);
    fprintf(f, "%d and %s", 1, "two");
    fflush(f);
    fputs("more", f);
    fclose(f);
}

/* Flags that change nothing about what is read and written. */
static void with_flags(void) {
    char bytes[8] = "flagged";
    struct iovec piece = {bytes, 4};
    FILE *f = tmpfile();
    printf("%zd", pwritev2(fileno(f), &piece, 1, 0, RWF_DSYNC));
    printf(" %zd", pwritev2(fileno(f), &piece, 1, -1, RWF_SYNC));
    printf(" %zd\n", preadv2(fileno(f), &piece, 1, 2, RWF_HIPRI));
    fclose(f);
}

int main(void) {
    with_flags();
    setvbuf(stdout, NULL, _IONBF, 0);
    signals();
    timers();
    memory_files();
    users();
    rest();
    cookies();
    return 0;
}
