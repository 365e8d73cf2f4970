// <pwd.h> and <grp.h>: users and groups by name, by number and one after the other.
//
// One idea: the files are text of one form, fields between colons, so one reader serves both; what it
// gives lies in a buffer of the caller's, or in one of the library's own where the caller has none.
//
// Source: passwd(5), group(5), getpwnam(3), getgrouplist(3); glibc 2.36 nss_files.
// Departs: /etc/passwd and /etc/group only; nobody is member of more groups than the file says.

import type { LibraryPart } from './parts.ts';

const USERS = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts a line into its fields; fewer than wanted is no entry at all. */
static int split(char *line, char **words, int count) {
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < count; i++)
        if (!(words[i] = strsep(&rest, ":"))) return 0;
    return 1;
}

/* The members behind the last colon; the list lies at the end of the buffer, where pointers may lie. */
static char **members(char *names, char *spare, char *end) {
    char **list = (char **) (((unsigned long) spare + 7) & ~7UL);
    int n = 0;
    for (char *name; (name = strsep(&names, ",")) != NULL;) {
        if (!*name) continue;
        if ((char *) (list + n + 2) > end) return NULL;
        list[n++] = name;
    }
    if ((char *) (list + n + 1) > end) return NULL;
    list[n] = NULL;
    return list;
}

/* 0: an entry. ENOENT: no more of them. ERANGE: it needs a larger buffer, and is still to be read. */
static int next_line(FILE *f, char *buf, size_t buflen, long *at) {
    *at = ftell(f);
    if (buflen < 2) return ERANGE;
    if (!fgets(buf, buflen, f)) return ENOENT;
    if (strchr(buf, '\n') || feof(f)) return 0;
    fseek(f, *at, SEEK_SET);
    return ERANGE;
}

int fgetpwent_r(FILE *f, struct passwd *entry, char *buf, size_t buflen, struct passwd **result) {
    char *w[7];
    long at;
    *result = NULL;
    for (int error;;) {
        if ((error = next_line(f, buf, buflen, &at))) return error;
        if (split(buf, w, 7)) break;
    }
    *entry = (struct passwd) {w[0], w[1], strtoul(w[2], NULL, 10), strtoul(w[3], NULL, 10), w[4], w[5], w[6]};
    *result = entry;
    return 0;
}

int fgetgrent_r(FILE *f, struct group *entry, char *buf, size_t buflen, struct group **result) {
    char *w[4];
    long at;
    *result = NULL;
    for (int error;;) {
        if ((error = next_line(f, buf, buflen, &at))) return error;
        size_t used = strlen(buf) + 1;
        if (!split(buf, w, 4)) continue;
        *entry = (struct group) {w[0], w[1], strtoul(w[2], NULL, 10), NULL};
        entry->gr_mem = members(w[3], buf + used, buf + buflen);
        if (entry->gr_mem) break;
        fseek(f, at, SEEK_SET);
        return ERANGE;
    }
    *result = entry;
    return 0;
}

/* Each search opens the file anew. An entry that is not there is no error. */
#define SEARCH(reader, file, wanted)                                                  \
    FILE *f = fopen(file, "re");                                                      \
    int error = f ? 0 : errno;                                                        \
    *result = NULL;                                                                   \
    while (f && (error = reader(f, entry, buf, buflen, result)) == 0 && !(wanted)) {} \
    if (f) fclose(f);                                                                 \
    if (error) *result = NULL;                                                        \
    return error == ENOENT ? 0 : error

int getpwnam_r(const char *name, struct passwd *entry, char *buf, size_t buflen, struct passwd **result) {
    SEARCH(fgetpwent_r, "/etc/passwd", strcmp(entry->pw_name, name) == 0);
}

int getpwuid_r(uid_t uid, struct passwd *entry, char *buf, size_t buflen, struct passwd **result) {
    SEARCH(fgetpwent_r, "/etc/passwd", entry->pw_uid == uid);
}

int getgrnam_r(const char *name, struct group *entry, char *buf, size_t buflen, struct group **result) {
    SEARCH(fgetgrent_r, "/etc/group", strcmp(entry->gr_name, name) == 0);
}

int getgrgid_r(gid_t gid, struct group *entry, char *buf, size_t buflen, struct group **result) {
    SEARCH(fgetgrent_r, "/etc/group", entry->gr_gid == gid);
}

static char user_text[1024], group_text[1024];
static struct passwd user;
static struct group group;
static FILE *users, *groups;

/* The functions without a buffer: what they return lasts until the next of them. */
#define KEEP(type, text, entry, call)                                                  \
    struct type *result;                                                               \
    int error = call;                                                                  \
    if (error) errno = error;                                                          \
    return result

struct passwd *getpwnam(const char *name) {
    KEEP(passwd, user_text, user, getpwnam_r(name, &user, user_text, sizeof user_text, &result));
}

struct passwd *getpwuid(uid_t uid) {
    KEEP(passwd, user_text, user, getpwuid_r(uid, &user, user_text, sizeof user_text, &result));
}

struct group *getgrnam(const char *name) {
    KEEP(group, group_text, group, getgrnam_r(name, &group, group_text, sizeof group_text, &result));
}

struct group *getgrgid(gid_t gid) {
    KEEP(group, group_text, group, getgrgid_r(gid, &group, group_text, sizeof group_text, &result));
}

struct passwd *fgetpwent(FILE *stream) {
    KEEP(passwd, user_text, user, fgetpwent_r(stream, &user, user_text, sizeof user_text, &result));
}

struct group *fgetgrent(FILE *stream) {
    KEEP(group, group_text, group, fgetgrent_r(stream, &group, group_text, sizeof group_text, &result));
}

void setpwent(void) {
    if (users) rewind(users);
}

void endpwent(void) {
    if (users) fclose(users);
    users = NULL;
}

int getpwent_r(struct passwd *entry, char *buf, size_t buflen, struct passwd **result) {
    *result = NULL;
    if (!users && !(users = fopen("/etc/passwd", "re"))) return errno;
    return fgetpwent_r(users, entry, buf, buflen, result);
}

/* The end of the list is no error either. */
struct passwd *getpwent(void) {
    struct passwd *result;
    int error = getpwent_r(&user, user_text, sizeof user_text, &result);
    if (error && error != ENOENT) errno = error;
    return result;
}

void setgrent(void) {
    if (groups) rewind(groups);
}

void endgrent(void) {
    if (groups) fclose(groups);
    groups = NULL;
}

int getgrent_r(struct group *entry, char *buf, size_t buflen, struct group **result) {
    *result = NULL;
    if (!groups && !(groups = fopen("/etc/group", "re"))) return errno;
    return fgetgrent_r(groups, entry, buf, buflen, result);
}

struct group *getgrent(void) {
    struct group *result;
    int error = getgrent_r(&group, group_text, sizeof group_text, &result);
    if (error && error != ENOENT) errno = error;
    return result;
}

int putpwent(const struct passwd *p, FILE *stream) {
    int n = fprintf(stream, "%s:%s:%u:%u:%s:%s:%s\n", p->pw_name, p->pw_passwd ? p->pw_passwd : "", p->pw_uid,
                    p->pw_gid, p->pw_gecos ? p->pw_gecos : "", p->pw_dir ? p->pw_dir : "", p->pw_shell ? p->pw_shell : "");
    return n < 0 ? -1 : 0;
}

int putgrent(const struct group *g, FILE *stream) {
    if (fprintf(stream, "%s:%s:%u:", g->gr_name, g->gr_passwd ? g->gr_passwd : "", g->gr_gid) < 0) return -1;
    for (char **m = g->gr_mem; m && *m; m++) fprintf(stream, "%s%s", m == g->gr_mem ? "" : ",", *m);
    return fputc('\n', stream) == EOF ? -1 : 0;
}

/* How many there are is told whether they fit or not. */
int getgrouplist(const char *name, gid_t gid, gid_t *list, int *count) {
    FILE *f = fopen("/etc/group", "re");
    struct group entry, *found;
    char text[1024];
    int n = 0, room = *count;
    if (n < room) list[n] = gid;
    n++;
    while (f && fgetgrent_r(f, &entry, text, sizeof text, &found) == 0) {
        int member = 0;
        for (char **m = entry.gr_mem; *m; m++) member |= strcmp(*m, name) == 0;
        if (!member || entry.gr_gid == gid) continue;
        if (n < room) list[n] = entry.gr_gid;
        n++;
    }
    if (f) fclose(f);
    *count = n;
    return n > room ? -1 : n;
}
`;

export const USERS_PART: LibraryPart = {
  headers: [
    {
      name: 'pwd.h',
      includes: ['sys/types.h', 'stdio.h'],
      text: `struct passwd {
    char *pw_name;
    char *pw_passwd;
    uid_t pw_uid;
    gid_t pw_gid;
    char *pw_gecos;
    char *pw_dir;
    char *pw_shell;
};
#define NSS_BUFLEN_PASSWD 1024
struct passwd *getpwuid(uid_t uid);
struct passwd *getpwnam(const char *name);
int getpwuid_r(uid_t uid, struct passwd *entry, char *buf, size_t buflen, struct passwd **result);
int getpwnam_r(const char *name, struct passwd *entry, char *buf, size_t buflen, struct passwd **result);
void setpwent(void);
void endpwent(void);
struct passwd *getpwent(void);
int getpwent_r(struct passwd *entry, char *buf, size_t buflen, struct passwd **result);
struct passwd *fgetpwent(FILE *stream);
int fgetpwent_r(FILE *stream, struct passwd *entry, char *buf, size_t buflen, struct passwd **result);
int putpwent(const struct passwd *p, FILE *stream);`,
    },
    {
      name: 'grp.h',
      includes: ['sys/types.h', 'stdio.h'],
      text: `struct group {
    char *gr_name;
    char *gr_passwd;
    gid_t gr_gid;
    char **gr_mem;
};
#define NSS_BUFLEN_GROUP 1024
struct group *getgrgid(gid_t gid);
struct group *getgrnam(const char *name);
int getgrgid_r(gid_t gid, struct group *entry, char *buf, size_t buflen, struct group **result);
int getgrnam_r(const char *name, struct group *entry, char *buf, size_t buflen, struct group **result);
void setgrent(void);
void endgrent(void);
struct group *getgrent(void);
int getgrent_r(struct group *entry, char *buf, size_t buflen, struct group **result);
struct group *fgetgrent(FILE *stream);
int fgetgrent_r(FILE *stream, struct group *entry, char *buf, size_t buflen, struct group **result);
int putgrent(const struct group *g, FILE *stream);
int getgrouplist(const char *name, gid_t gid, gid_t *list, int *count);
int setgroups(size_t n, const gid_t *groups);
int initgroups(const char *name, gid_t gid);`,
    },
  ],
  sources: [
    { name: 'libc/users.c', text: USERS },
    {
      name: 'libc/groups.c',
      text: `#define _GNU_SOURCE
#include <grp.h>
#include <stdlib.h>

int initgroups(const char *name, gid_t gid) {
    int n = 0;
    getgrouplist(name, gid, NULL, &n);
    gid_t *list = malloc(n * sizeof *list);
    if (!list) return -1;
    getgrouplist(name, gid, list, &n);
    int result = setgroups(n, list);
    free(list);
    return result;
}
`,
    },
  ],
  wrappers: { 'grp.h': 'setgroups' },
};
