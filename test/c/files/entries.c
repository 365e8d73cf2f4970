// Directories by other names: scandirat(), getdents64(), fdopendir() of what is none, names that end in 64; what
// posix_spawnattr_init() and its like keep.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int visible(const struct dirent64 *entry) {
    return entry->d_name[0] != '.';
}

static int count;

static int each(const char *path, const struct stat *status, int flag) {
    (void) path, (void) status;
    count += flag == FTW_F;
    return 0;
}

int main(void) {
    char path[] = "/tmp/entries-XXXXXX", name[60], *place = mkdtemp(path);
    static const char *const names[] = {"b", "a", "c10", "c9"};
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s/%s", place, names[i]);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
    struct dirent64 **list;
    int dir = open("/tmp", O_RDONLY | O_DIRECTORY), n = scandirat(dir, place + 5, &list, visible, versionsort64);
    for (int i = 0; i < n; i++) printf("%s ", list[i]->d_name);
    errno = 0;
    n = scandirat(dir, "none-such", &list, visible, alphasort64);
    printf("%d %s\n", n, strerror(errno));
    char bytes[1000];
    int fd = open(place, O_RDONLY), entries = 0;
    ssize_t length = getdents64(fd, bytes, sizeof bytes);
    for (ssize_t at = 0; at < length; at += ((struct dirent64 *) (bytes + at))->d_reclen) entries++;
    printf("%d entries, then %d\n", entries, (int) getdents64(fd, bytes, sizeof bytes));
    close(fd);
    fd = open(name, O_RDONLY);
    DIR *stream = fdopendir(fd);
    printf("%s %s", stream ? "?" : "none", strerror(errno));
    stream = fdopendir(99);
    printf(", %s %s\n", stream ? "?" : "none", strerror(errno));
    snprintf(name, sizeof name, "%s/c*", place);
    glob64_t found;
    glob64(name, 0, NULL, &found);
    ftw64(place, each, 5);
    printf("%d and %d files\n", (int) found.gl_pathc, count);
    globfree64(&found);
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s/%s", place, names[i]);
        unlink(name);
    }
    rmdir(place);
    posix_spawnattr_t attr;
    sigset_t set, got;
    pid_t group;
    posix_spawnattr_init(&attr);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    posix_spawnattr_setsigmask(&attr, &set);
    posix_spawnattr_setsigdefault(&attr, &set);
    posix_spawnattr_setpgroup(&attr, 7);
    posix_spawnattr_getpgroup(&attr, &group);
    printf("%d", group);
    posix_spawnattr_getsigmask(&attr, &got);
    printf(" %d", sigismember(&got, SIGUSR1));
    posix_spawnattr_getsigdefault(&attr, &got);
    printf(" %d %d\n", sigismember(&got, SIGUSR1), sigismember(&got, SIGUSR2));
    return 0;
}
// → a b c9 c10 -1 No such file or directory
// → 6 entries, then 0
// → none Not a directory, none Bad file descriptor
// → 2 and 4 files
// → 7 1 1 0
