// What older programs ask for: signals before POSIX, vectors of words, directories read into a caller's room.
#define _GNU_SOURCE
#include <argz.h>
#include <dirent.h>
#include <envz.h>
#include <errno.h>
#include <fcntl.h>
#include <fmtmsg.h>
#include <malloc.h>
#include <math.h>
#include <mcheck.h>
#include <mntent.h>
#include <shadow.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utmpx.h>

static volatile sig_atomic_t count;

static void on_signal(int sig) {
    count += sig;
}

static void signals(void) {
    printf("%d\n", sigblock(sigmask(SIGUSR1)));
    printf("%d\n", siggetmask() == sigmask(SIGUSR1));
    ssignal(SIGUSR1, on_signal);
    gsignal(SIGUSR1);
    printf("held %d\n", count == 0);
    printf("%d\n", sigsetmask(0) == sigmask(SIGUSR1));
    printf("came %d\n", count == SIGUSR1);
    sysv_signal(SIGUSR2, on_signal);
    raise(SIGUSR2);
    struct sigaction now;
    sigaction(SIGUSR2, NULL, &now);
    printf("once %d %d\n", count == SIGUSR1 + SIGUSR2, now.sa_handler == SIG_DFL);
}

static void show(const char *what, const char *argz, size_t len) {
    printf("%s %zu:", what, len);
    for (const char *entry = NULL; (entry = argz_next(argz, len, entry));) printf(" [%s]", entry);
    puts("");
}

static void words(void) {
    char *argz, *list[16];
    size_t len;
    argz_create_sep("/usr/bin::/bin:/opt", ':', &argz, &len);
    show("sep", argz, len);
    argz_add(&argz, &len, "last");
    argz_insert(&argz, &len, argz, "first");
    argz_insert(&argz, &len, argz + 8, "middle");
    argz_add_sep(&argz, &len, "x,y,", ',');
    show("all", argz, len);
    argz_delete(&argz, &len, argz_next(argz, len, argz));
    printf("%zu\n", argz_count(argz, len));
    argz_extract(argz, len, list);
    printf("%s %s\n", list[1], list[4]);
    argz_stringify(argz, len, '+');
    puts(argz);
    free(argz);
    char *envz = NULL, *other = NULL;
    size_t elen = 0, olen = 0;
    envz_add(&envz, &elen, "HOME", "/root");
    envz_add(&envz, &elen, "EMPTY", NULL);
    envz_add(&envz, &elen, "HOME", "/home");
    envz_add(&other, &olen, "EMPTY", "no");
    envz_add(&other, &olen, "SHELL", "/bin/sh");
    show("envz", envz, elen);
    envz_merge(&envz, &elen, other, olen, 0);
    show("kept", envz, elen);
    envz_merge(&envz, &elen, other, olen, 1);
    show("over", envz, elen);
    printf("%s %d\n", envz_get(envz, elen, "SHELL"), envz_get(envz, elen, "HOM") == NULL);
    envz_add(&envz, &elen, "NIL", NULL);
    envz_strip(&envz, &elen);
    show("strip", envz, elen);
}

static int plain(const struct dirent *e) {
    return e->d_name[0] != '.';
}

static void directories(void) {
    char dir[] = "/tmp/older-XXXXXX";
    if (!mkdtemp(dir) || chdir(dir) < 0) return;
    static const char *const names[] = {"a10", "a9", "a1"};
    for (int i = 0; i < 3; i++) close(open(names[i], O_CREAT | O_WRONLY, 0600));
    struct dirent room, *entry, **list;
    DIR *d = opendir(".");
    int seen = 0;
    while (readdir_r(d, &room, &entry) == 0 && entry) seen += plain(entry);
    closedir(d);
    printf("seen %d\n", seen);
    int n = scandir(".", &list, plain, versionsort);
    for (int i = 0; i < n; i++) printf("%s %d\n", list[i]->d_name, list[i]->d_type == IFTODT(S_IFREG));
    for (int i = 0; i < 3; i++) unlink(names[i]);
    rmdir(dir);
}

static void records(void) {
    char name[] = "/tmp/records-XXXXXX";
    int fd = mkstemp(name);
    utmpxname(name);
    struct utmpx me = {.ut_type = USER_PROCESS, .ut_pid = 77, .ut_line = "pts/1", .ut_id = "1", .ut_user = "alice"}, *found;
    setutxent();
    printf("put %d\n", pututxline(&me) != NULL);
    strcpy(me.ut_user, "bob");
    setutxent();
    pututxline(&me);
    pututxline(&me);
    me.ut_id[0] = '2';
    strcpy(me.ut_line, "pts/2");
    pututxline(&me);
    setutxent();
    while ((found = getutxent())) printf("%.32s on %.32s, %d\n", found->ut_user, found->ut_line, found->ut_type);
    setutxent();
    found = getutxline(&me);
    printf("%.4s\n", found ? found->ut_id : "none");
    me.ut_type = BOOT_TIME;
    setutxent();
    printf("%d\n", getutxid(&me) == NULL && errno == ESRCH);
    endutxent();
    close(fd);

    FILE *f = fopen(name, "w");
    fputs("# what is mounted\n/dev/sda1 / ext4 rw,errors=remount-ro 0 1\n\n//host/a\\040b  /mnt/a\\040b\tcifs ro,noauto\n", f);
    fclose(f);
    struct mntent *m;
    f = setmntent(name, "r+");
    while ((m = getmntent(f)))
        printf("%s on %s (%s) %s %d %d %s\n", m->mnt_fsname, m->mnt_dir, m->mnt_type, m->mnt_opts, m->mnt_freq, m->mnt_passno,
               hasmntopt(m, "errors") ? hasmntopt(m, "errors") : hasmntopt(m, "auto") ? "auto" : "-");
    printf("%d\n", endmntent(f));
    f = fopen(name, "w+");
    fputs("alice:$6$x:19000:0:99999:7:::\nshort:*\n", f);
    rewind(f);
    for (struct spwd *s; (s = fgetspent(f));)
        printf("%s %s %ld %ld %ld %ld %ld\n", s->sp_namp, s->sp_pwdp, s->sp_lstchg, s->sp_max, s->sp_warn, s->sp_inact, s->sp_expire);
    fclose(f);
    unlink(name);
}

/* What is said on standard error, read back. */
static void messages(void) {
    int ends[2], saved = dup(2);
    char text[1000];
    fflush(stdout);
    if (pipe(ends) < 0) return;
    dup2(ends[1], 2);
    int told = fmtmsg(MM_PRINT | MM_SOFT, "prog:part", MM_ERROR, "went wrong", "try again", "prog:part:001");
    told += fmtmsg(MM_PRINT, MM_NULLLBL, MM_WARNING, MM_NULLTXT, "try again", MM_NULLTAG);
    told += 10 * fmtmsg(MM_PRINT, "no colon", MM_ERROR, "text", "action", "tag");
    told += 100 * fmtmsg(MM_PRINT, "a:b", 9, "text", "action", "tag");
    told += 1000 * addseverity(9, "ODD") + fmtmsg(MM_PRINT, "a:b", 9, "text", MM_NULLACT, "tag");
    setenv("MSGVERB", "text:action", 1);
    told += fmtmsg(MM_PRINT, "a:b", 9, "text", "action", "tag");
    setenv("MSGVERB", "text:other", 1);
    told += fmtmsg(MM_PRINT, "a:b", 9, "text", MM_NULLACT, "tag");
    dup2(saved, 2);
    close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text);
    printf("%.*s%d %d\n", (int) n, text, told, addseverity(MM_HALT, "no"));
}

int main(void) {
    signals();
    words();
    directories();
    records();
    messages();
    int quo, sign;
    double s, c;
    sincos(0.5, &s, &c);
    double rest = remquo(-29, 3, &quo), gamma = lgamma_r(-0.5, &sign);
    printf("%.12f %.12f %g %d %g %g %d %d %g\n", s, c, rest, quo, scalbln(3, 4), gamma, sign, isnan(nan("")), exp10(2));
    printf("%d %d\n", mcheck(NULL), mprobe(malloc(3)));
    return 0;
}
