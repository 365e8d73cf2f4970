// <utmpx.h>, <utmp.h>, <shadow.h> and <mntent.h>: who is logged in, whose password is what, what is mounted.
//
// One idea: each is a file of records that a program walks through, one record after the other, in a buffer of
// the library's own.
//
// Source: utmp(5), shadow(5), fstab(5); getutent(3), login(3), getlogin(3), getspnam(3), getmntent(3); glibc 2.36
// under strace.
// Departs: none of these files is there until a program writes it: nobody has logged in, nothing is mounted.

import { defines } from '../../abi/defines.ts';
import type { LibraryPart } from './parts.ts';

const UTMP = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmp.h>
#include <utmpx.h>

static char utmp_name[256] = UTMPX_FILE;
static int utmp_file = -1;
static struct utmp record;
static int has_read;

int utmpname(const char *file) {
    endutent();
    if (strlen(file) >= sizeof utmp_name) return -1;
    strcpy(utmp_name, file);
    return 0;
}

void setutent(void) {
    has_read = 0;
    if (utmp_file >= 0) lseek(utmp_file, 0, SEEK_SET);
    else {
        utmp_file = open(utmp_name, O_RDWR | O_CLOEXEC);
        if (utmp_file < 0) utmp_file = open(utmp_name, O_RDONLY | O_CLOEXEC);
    }
}

void endutent(void) {
    if (utmp_file >= 0) close(utmp_file);
    utmp_file = -1;
}

struct utmp *getutent(void) {
    if (utmp_file < 0) setutent();
    if (utmp_file < 0) return NULL;
    has_read = read(utmp_file, &record, sizeof record) == sizeof record;
    return has_read ? &record : NULL;
}

/* What a session is known by: its kind where that is all there is, its id otherwise. */
static int same(const struct utmp *a, const struct utmp *b) {
    if (b->ut_type >= RUN_LVL && b->ut_type <= OLD_TIME) return a->ut_type == b->ut_type;
    return a->ut_type >= INIT_PROCESS && a->ut_type <= DEAD_PROCESS && !strncmp(a->ut_id, b->ut_id, sizeof a->ut_id);
}

struct utmp *getutid(const struct utmp *id) {
    if (id->ut_type < RUN_LVL || id->ut_type > DEAD_PROCESS) {
        errno = EINVAL;
        return NULL;
    }
    struct utmp *found;
    while ((found = getutent()) && !same(found, id)) continue;
    if (!found) errno = ESRCH;
    return found;
}

struct utmp *getutline(const struct utmp *line) {
    struct utmp *found;
    while ((found = getutent()))
        if ((found->ut_type == USER_PROCESS || found->ut_type == LOGIN_PROCESS) &&
            !strncmp(found->ut_line, line->ut_line, sizeof line->ut_line)) return found;
    errno = ESRCH;
    return NULL;
}

/* In the place of the session's record, if that was read last or comes further on; at the end otherwise. */
struct utmp *pututline(const struct utmp *entry) {
    struct utmp copy = *entry;
    if (utmp_file < 0) setutent();
    if (utmp_file < 0) return NULL;
    int there = (has_read && same(&record, &copy)) || getutid(&copy);
    if (there) lseek(utmp_file, -(off_t) sizeof record, SEEK_CUR);
    else lseek(utmp_file, 0, SEEK_END);
    if (write(utmp_file, &copy, sizeof copy) != sizeof copy) return NULL;
    record = copy;
    has_read = there;
    return &record;
}

void updwtmp(const char *file, const struct utmp *entry) {
    int fd = open(file, O_WRONLY | O_APPEND);
    if (fd < 0) return;
    if (write(fd, entry, sizeof *entry) < 0) errno = EIO;
    close(fd);
}

void setutxent(void) {
    setutent();
}

void endutxent(void) {
    endutent();
}

struct utmpx *getutxent(void) {
    return (struct utmpx *) getutent();
}

struct utmpx *getutxid(const struct utmpx *id) {
    return (struct utmpx *) getutid((const struct utmp *) id);
}

struct utmpx *getutxline(const struct utmpx *line) {
    return (struct utmpx *) getutline((const struct utmp *) line);
}

struct utmpx *pututxline(const struct utmpx *entry) {
    return (struct utmpx *) pututline((const struct utmp *) entry);
}

int utmpxname(const char *file) {
    return utmpname(file);
}

void updwtmpx(const char *file, const struct utmpx *entry) {
    updwtmp(file, (const struct utmp *) entry);
}
`;

const COMING = `#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <utmp.h>

static void now(struct utmp *entry) {
    struct timeval time;
    gettimeofday(&time, NULL);
    entry->ut_tv.tv_sec = time.tv_sec;
    entry->ut_tv.tv_usec = time.tv_usec;
}

void login(const struct utmp *entry) {
    struct utmp copy = *entry;
    char path[100];
    copy.ut_type = USER_PROCESS;
    copy.ut_pid = getpid();
    int is_terminal = 0;
    for (int fd = 0; fd < 3 && !is_terminal; fd++) is_terminal = ttyname_r(fd, path, sizeof path) == 0;
    if (is_terminal) {
        strncpy(copy.ut_line, strncmp(path, "/dev/", 5) == 0 ? path + 5 : path, UT_LINESIZE);
        if (utmpname(UTMP_FILE) == 0) {
            setutent();
            pututline(&copy);
            endutent();
        }
    } else strncpy(copy.ut_line, "???", UT_LINESIZE);
    updwtmp(WTMP_FILE, &copy);
}

int logout(const char *line) {
    struct utmp wanted, *found;
    int done = 0;
    if (utmpname(UTMP_FILE) < 0) return 0;
    setutent();
    memset(&wanted, 0, sizeof wanted);
    wanted.ut_type = USER_PROCESS;
    strncpy(wanted.ut_line, line, sizeof wanted.ut_line);
    found = getutline(&wanted);
    if (found) {
        struct utmp entry = *found;
        memset(entry.ut_name, 0, sizeof entry.ut_name);
        memset(entry.ut_host, 0, sizeof entry.ut_host);
        now(&entry);
        entry.ut_type = DEAD_PROCESS;
        done = pututline(&entry) != NULL;
    }
    endutent();
    return done;
}

void logwtmp(const char *line, const char *name, const char *host) {
    struct utmp entry;
    memset(&entry, 0, sizeof entry);
    entry.ut_pid = getpid();
    entry.ut_type = name[0] ? USER_PROCESS : DEAD_PROCESS;
    strncpy(entry.ut_line, line, sizeof entry.ut_line);
    strncpy(entry.ut_name, name, sizeof entry.ut_name);
    strncpy(entry.ut_host, host, sizeof entry.ut_host);
    now(&entry);
    updwtmp(WTMP_FILE, &entry);
}

static int into(struct utmp *entry, struct utmp *buffer, struct utmp **result) {
    *result = entry ? memcpy(buffer, entry, sizeof *buffer) : NULL;
    return entry ? 0 : -1;
}

int getutent_r(struct utmp *buffer, struct utmp **result) {
    return into(getutent(), buffer, result);
}

int getutid_r(const struct utmp *id, struct utmp *buffer, struct utmp **result) {
    return into(getutid(id), buffer, result);
}

int getutline_r(const struct utmp *line, struct utmp *buffer, struct utmp **result) {
    return into(getutline(line), buffer, result);
}
`;

/** By what name somebody has logged in. */
const NAMES = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *getlogin(void) {
    return getuid() == 0 ? "root" : "user";
}

int getlogin_r(char *name, size_t name_len) {
    const char *login = getlogin();
    if (!login) return errno;
    if (strlen(login) >= name_len) return ERANGE;
    strcpy(name, login);
    return 0;
}

char *cuserid(char *s) {
    static char name[32];
    char *to = s ? s : name;
    if (getlogin_r(to, 9) != 0) *to = '\0';
    return to;
}
`;

const SHADOW = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *shadow_file;

void setspent(void) {
    if (shadow_file) rewind(shadow_file);
    else shadow_file = fopen("/etc/shadow", "re");
}

void endspent(void) {
    if (shadow_file) fclose(shadow_file);
    shadow_file = NULL;
}

/* An empty field says nothing: -1. */
static long number(const char *text) {
    return text && *text ? strtol(text, NULL, 10) : -1;
}

struct spwd *fgetspent(FILE *f) {
    static char line[1024];
    static struct spwd entry;
    while (fgets(line, sizeof line, f)) {
        char *rest = line, *w[9];
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < 9; i++) w[i] = strsep(&rest, ":");
        if (!w[5]) continue;
        entry = (struct spwd) {w[0], w[1], number(w[2]), number(w[3]), number(w[4]), number(w[5]), number(w[6]),
                               number(w[7]), w[8] && *w[8] ? strtoul(w[8], NULL, 10) : ~0ul};
        return &entry;
    }
    errno = ENOENT;
    return NULL;
}

struct spwd *getspent(void) {
    if (!shadow_file) setspent();
    return shadow_file ? fgetspent(shadow_file) : NULL;
}

struct spwd *getspnam(const char *name) {
    FILE *f = fopen("/etc/shadow", "re");
    struct spwd *entry = NULL;
    if (!f) return NULL;
    while ((entry = fgetspent(f)) && strcmp(entry->sp_namp, name)) continue;
    fclose(f);
    return entry;
}
`;

const MNTENT = String.raw`#define _GNU_SOURCE
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *setmntent(const char *file, const char *mode) {
    return fopen(file, mode);
}

int endmntent(FILE *stream) {
    if (stream) fclose(stream);
    return 1;
}

/* A blank in a name is written as \040. */
static char *word(char **rest) {
    char *start = *rest + strspn(*rest, " \t"), *to = start;
    *rest = start + strcspn(start, " \t\n");
    if (**rest) *(*rest)++ = '\0';
    for (char *from = start; (*to = *from); to++, from++)
        if (*from == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] && from[3]) {
            *to = (char) ((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
            from += 3;
        }
    return start;
}

struct mntent *getmntent_r(FILE *stream, struct mntent *result, char *buffer, int bufsize) {
    while (fgets(buffer, bufsize, stream)) {
        char *rest = buffer;
        if (buffer[strspn(buffer, " \t\n")] == '\0' || buffer[strspn(buffer, " \t")] == '#') continue;
        result->mnt_fsname = word(&rest);
        result->mnt_dir = word(&rest);
        result->mnt_type = word(&rest);
        result->mnt_opts = word(&rest);
        result->mnt_freq = atoi(word(&rest));
        result->mnt_passno = atoi(word(&rest));
        return result;
    }
    return NULL;
}

struct mntent *getmntent(FILE *stream) {
    static char buffer[1024];
    static struct mntent entry;
    return getmntent_r(stream, &entry, buffer, sizeof buffer);
}

int addmntent(FILE *stream, const struct mntent *m) {
    fseek(stream, 0, SEEK_END);
    return fprintf(stream, "%s %s %s %s %d %d\n", m->mnt_fsname, m->mnt_dir, m->mnt_type, m->mnt_opts, m->mnt_freq,
                   m->mnt_passno) < 0;
}

char *hasmntopt(const struct mntent *mnt, const char *opt) {
    size_t n = strlen(opt);
    for (char *at = mnt->mnt_opts; (at = strstr(at, opt)); at += n)
        if ((at == mnt->mnt_opts || at[-1] == ',') && (at[n] == '\0' || at[n] == '=' || at[n] == ',')) return at;
    return NULL;
}
`;

/** The fields of both structs, which differ in their names only. */
const UTMP_FIELDS = `{
    short int ut_type;
    int ut_pid;
    char ut_line[32], ut_id[4], ut_user[32], ut_host[256];
    struct { short int e_termination, e_exit; } ut_exit;
    int ut_session;
    struct { int tv_sec, tv_usec; } ut_tv;
    int ut_addr_v6[4];
    char __reserved[20];
};
${defines(`UT_LINESIZE=32 UT_NAMESIZE=32 UT_HOSTSIZE=256 EMPTY=0 RUN_LVL=1 BOOT_TIME=2 NEW_TIME=3 OLD_TIME=4
  INIT_PROCESS=5 LOGIN_PROCESS=6 USER_PROCESS=7 DEAD_PROCESS=8 ACCOUNTING=9`)}`;

export const RECORDS_PART: LibraryPart = {
  headers: [
    {
      name: 'utmpx.h',
      includes: ['sys/types.h', 'sys/time.h'],
      text: `struct utmpx ${UTMP_FIELDS}
#define UTMPX_FILE "/var/run/utmp"
#define UTMPX_FILENAME UTMPX_FILE
#define WTMPX_FILENAME "/var/log/wtmp"
void setutxent(void);
void endutxent(void);
struct utmpx *getutxent(void);
struct utmpx *getutxid(const struct utmpx *id);
struct utmpx *getutxline(const struct utmpx *line);
struct utmpx *pututxline(const struct utmpx *entry);
#ifdef _GNU_SOURCE
int utmpxname(const char *file);
void updwtmpx(const char *file, const struct utmpx *entry);
#endif`,
    },
    {
      name: 'lastlog.h',
      includes: ['utmp.h'],
      text: '',
    },
    {
      name: 'utmp.h',
      includes: ['sys/types.h', 'sys/time.h', 'paths.h'],
      text: `struct utmp ${UTMP_FIELDS}
#define ut_name ut_user
#define ut_time ut_tv.tv_sec
#define ut_xtime ut_tv.tv_sec
#define ut_addr ut_addr_v6[0]
struct lastlog {
    int32_t ll_time;
    char ll_line[UT_LINESIZE];
    char ll_host[UT_HOSTSIZE];
};
#define UTMP_FILE _PATH_UTMP
#define WTMP_FILE _PATH_WTMP
#define UTMP_FILENAME UTMP_FILE
#define WTMP_FILENAME WTMP_FILE
void setutent(void);
void endutent(void);
struct utmp *getutent(void);
struct utmp *getutid(const struct utmp *id);
struct utmp *getutline(const struct utmp *line);
struct utmp *pututline(const struct utmp *entry);
int utmpname(const char *file);
void updwtmp(const char *file, const struct utmp *entry);
int login_tty(int fd);
void login(const struct utmp *entry);
int logout(const char *line);
void logwtmp(const char *line, const char *name, const char *host);
int getutent_r(struct utmp *buffer, struct utmp **result);
int getutid_r(const struct utmp *id, struct utmp *buffer, struct utmp **result);
int getutline_r(const struct utmp *line, struct utmp *buffer, struct utmp **result);`,
    },
    {
      name: 'shadow.h',
      includes: ['stddef.h', 'stdio.h'],
      text: `#define SHADOW "/etc/shadow"
struct spwd {
    char *sp_namp, *sp_pwdp;
    long int sp_lstchg, sp_min, sp_max, sp_warn, sp_inact, sp_expire;
    unsigned long int sp_flag;
};
void setspent(void);
void endspent(void);
struct spwd *getspent(void);
struct spwd *getspnam(const char *name);
struct spwd *fgetspent(FILE *stream);`,
    },
    {
      name: 'mntent.h',
      includes: ['stdio.h'],
      text: `struct mntent {
    char *mnt_fsname, *mnt_dir, *mnt_type, *mnt_opts;
    int mnt_freq, mnt_passno;
};
#define MNTTAB "/etc/fstab"
#define MOUNTED "/etc/mtab"
#define MNTTYPE_IGNORE "ignore"
#define MNTTYPE_NFS "nfs"
#define MNTTYPE_SWAP "swap"
#define MNTOPT_DEFAULTS "defaults"
#define MNTOPT_RO "ro"
#define MNTOPT_RW "rw"
#define MNTOPT_SUID "suid"
#define MNTOPT_NOSUID "nosuid"
#define MNTOPT_NOAUTO "noauto"
FILE *setmntent(const char *file, const char *mode);
struct mntent *getmntent(FILE *stream);
struct mntent *getmntent_r(FILE *stream, struct mntent *result, char *buffer, int bufsize);
int addmntent(FILE *stream, const struct mntent *mnt);
int endmntent(FILE *stream);
char *hasmntopt(const struct mntent *mnt, const char *opt);`,
    },
  ],
  sources: [
    { name: 'libc/utmp.c', text: UTMP },
    { name: 'libc/coming-and-going.c', text: COMING },
    { name: 'libc/login-name.c', text: NAMES },
    { name: 'libc/shadow.c', text: SHADOW },
    { name: 'libc/mntent.c', text: MNTENT },
  ],
};
