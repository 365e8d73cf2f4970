// Names and files: directories, links, permissions, what an unlinked file is.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHOW(call) do { errno = 0; long r = (call); printf("%-44s %ld %s\n", #call, r, r < 0 ? strerror(errno) : ""); } while (0)

static int by_name(const void *a, const void *b) {
    return strcmp(*(char **) a, *(char **) b);
}

static void list(const char *path) {
    char *names[32];
    int n = 0;
    DIR *d = opendir(path);
    if (!d) {
        printf("%s: %s\n", path, strerror(errno));
        return;
    }
    for (struct dirent *e; (e = readdir(d));) {
        char *text;
        if (asprintf(&text, "%s%s", e->d_name, e->d_type == DT_DIR ? "/" : e->d_type == DT_LNK ? "@" : "") < 0) continue;
        names[n++] = text;
    }
    closedir(d);
    qsort(names, n, sizeof *names, by_name);
    printf("%s:", path);
    for (int i = 0; i < n; i++) printf(" %s", names[i]), free(names[i]);
    puts("");
}

static void about(const char *path) {
    struct stat st;
    if (lstat(path, &st) < 0) printf("%s: %s\n", path, strerror(errno));
    else printf("%s: %o %ld links %ld\n", path, st.st_mode, S_ISDIR(st.st_mode) ? 0 : (long) st.st_size, (long) st.st_nlink);
}

int main(void) {
    umask(022);
    SHOW(mkdir("d", 0777));
    SHOW(mkdir("d", 0777));
    SHOW(mkdir("no/d", 0777));
    SHOW(mkdir("d/sub", 0700));
    int fd = open("d/file", O_RDWR | O_CREAT | O_EXCL, 0666);
    SHOW(write(fd, "hello world", 11));
    SHOW(link("d/file", "d/second"));
    SHOW(symlink("file", "d/soft"));
    SHOW(symlink("nowhere", "d/dangling"));
    SHOW(symlink("loop", "d/loop"));
    about("d");
    about("d/file");
    about("d/soft");
    list("d");
    list("none");
    char text[PATH_MAX];
    ssize_t n = readlink("d/soft", text, sizeof text);
    printf("%.*s\n", (int) n, text);
    SHOW(open("d/dangling", O_RDONLY));
    SHOW(open("d/loop", O_RDONLY));
    SHOW(open("d/soft", O_RDONLY | O_NOFOLLOW));
    SHOW(open("d/file/x", O_RDONLY));
    SHOW(open("d", O_WRONLY));
    SHOW(open("d/file", O_DIRECTORY));
    SHOW(open("", O_RDONLY));
    SHOW(unlink("d"));
    SHOW(rmdir("d"));
    SHOW(rmdir("d/file"));
    SHOW(rmdir("d/sub/."));
    SHOW(unlink("d/file"));
    SHOW(pread(fd, text, 5, 6));
    printf("%.5s\n", text);
    about("d/second");
    SHOW(unlink("d/second"));
    struct stat st;
    fstat(fd, &st);
    printf("unlinked: %ld links, %ld bytes\n", (long) st.st_nlink, (long) st.st_size);
    SHOW(ftruncate(fd, 5));
    SHOW(lseek(fd, 0, SEEK_END));
    SHOW(ftruncate(fd, 8));
    SHOW(pread(fd, text, 20, 0));
    printf("%d %d\n", text[4], text[7]);
    close(fd);
    SHOW(creat("x", 0600));
    SHOW(rename("x", "d/x"));
    SHOW(rename("d/x", "d/sub/y"));
    SHOW(rename("d/sub", "d/sub/inside"));
    SHOW(rename("d/sub", "moved"));
    list("moved");
    SHOW(rename("moved/y", "d"));
    SHOW(rename("none", "d/z"));
    SHOW(chmod("moved/y", 0640));
    about("moved/y");
    SHOW(access("moved/y", R_OK | W_OK));
    SHOW(access("moved/y", X_OK));
    SHOW(access("none", F_OK));
    SHOW(truncate("moved/y", 100));
    about("moved/y");
    SHOW(chdir("moved"));
    SHOW(chdir("y"));
    SHOW(open("../moved/./y", O_RDONLY) > 0);
    SHOW(open("y/", O_RDONLY));
    int dir = open(".", O_RDONLY | O_DIRECTORY);
    SHOW(openat(dir, "y", O_RDONLY) > 0);
    SHOW(mkdirat(dir, "deep", 0755));
    SHOW(unlinkat(dir, "deep", 0));
    SHOW(unlinkat(dir, "deep", AT_REMOVEDIR));
    SHOW(fchdir(dir));
    SHOW(faccessat(dir, "y", F_OK, 0));
    SHOW(read(dir, text, 10));
    char *base = strrchr(getcwd(text, sizeof text), '/');
    printf("%s\n", base);
    SHOW(getcwd(text, 3) != NULL);
    printf("%s\n", strrchr(realpath("../d/../moved/y", text), '/'));
    char name[] = "tempXXXXXX", wrong[] = "temp";
    fd = mkstemp(name);
    fstat(fd, &st);
    printf("%d %o %d\n", fd >= 0, st.st_mode, strcmp(name, "tempXXXXXX") != 0);
    SHOW(mkstemp(wrong));
    SHOW(unlink(name));
    mode_t old = umask(077);
    printf("%o\n", old);
    SHOW(creat("private", 0666) > 0);
    about("private");
    FILE *null = fopen("/dev/null", "r+");
    printf("%d %d\n", getc(null), fputs("gone", null) >= 0);
    FILE *zero = fopen("/dev/zero", "r");
    printf("%d\n", getc(zero));
    SHOW(write(open("/dev/full", O_WRONLY), "x", 1));
    unsigned char random[4] = {0};
    SHOW(read(open("/dev/urandom", O_RDONLY), random, 4));
    SHOW(fsync(fd));
    SHOW(fsync(99));
    return 0;
}
// → mkdir("d", 0777)                             0 
// → mkdir("d", 0777)                             -1 File exists
// → mkdir("no/d", 0777)                          -1 No such file or directory
// → mkdir("d/sub", 0700)                         0 
// → write(fd, "hello world", 11)                 11 
// → link("d/file", "d/second")                   0 
// → symlink("file", "d/soft")                    0 
// → symlink("nowhere", "d/dangling")             0 
// → symlink("loop", "d/loop")                    0 
// → d: 40755 0 links 3
// → d/file: 100644 11 links 2
// → d/soft: 120777 4 links 1
// → d: ../ ./ dangling@ file loop@ second soft@ sub/
// → none: No such file or directory
// → file
// → open("d/dangling", O_RDONLY)                 -1 No such file or directory
// → open("d/loop", O_RDONLY)                     -1 Too many levels of symbolic links
// → open("d/soft", O_RDONLY | O_NOFOLLOW)        -1 Too many levels of symbolic links
// → open("d/file/x", O_RDONLY)                   -1 Not a directory
// → open("d", O_WRONLY)                          -1 Is a directory
// → open("d/file", O_DIRECTORY)                  -1 Not a directory
// → open("", O_RDONLY)                           -1 No such file or directory
// → unlink("d")                                  -1 Is a directory
// → rmdir("d")                                   -1 Directory not empty
// → rmdir("d/file")                              -1 Not a directory
// → rmdir("d/sub/.")                             -1 Invalid argument
// → unlink("d/file")                             0 
// → pread(fd, text, 5, 6)                        5 
// → world
// → d/second: 100644 11 links 1
// → unlink("d/second")                           0 
// → unlinked: 0 links, 11 bytes
// → ftruncate(fd, 5)                             0 
// → lseek(fd, 0, SEEK_END)                       5 
// → ftruncate(fd, 8)                             0 
// → pread(fd, text, 20, 0)                       8 
// → 111 0
// → creat("x", 0600)                             3 
// → rename("x", "d/x")                           0 
// → rename("d/x", "d/sub/y")                     0 
// → rename("d/sub", "d/sub/inside")              -1 Invalid argument
// → rename("d/sub", "moved")                     0 
// → moved: ../ ./ y
// → rename("moved/y", "d")                       -1 Is a directory
// → rename("none", "d/z")                        -1 No such file or directory
// → chmod("moved/y", 0640)                       0 
// → moved/y: 100640 0 links 1
// → access("moved/y", R_OK | W_OK)               0 
// → access("moved/y", X_OK)                      -1 Permission denied
// → access("none", F_OK)                         -1 No such file or directory
// → truncate("moved/y", 100)                     0 
// → moved/y: 100640 100 links 1
// → chdir("moved")                               0 
// → chdir("y")                                   -1 Not a directory
// → open("../moved/./y", O_RDONLY) > 0           1 
// → open("y/", O_RDONLY)                         -1 Not a directory
// → openat(dir, "y", O_RDONLY) > 0               1 
// → mkdirat(dir, "deep", 0755)                   0 
// → unlinkat(dir, "deep", 0)                     -1 Is a directory
// → unlinkat(dir, "deep", AT_REMOVEDIR)          0 
// → fchdir(dir)                                  0 
// → faccessat(dir, "y", F_OK, 0)                 0 
// → read(dir, text, 10)                          -1 Is a directory
// → /moved
// → getcwd(text, 3) != NULL                      0 
// → /y
// → 1 100600 1
// → mkstemp(wrong)                               -1 Invalid argument
// → unlink(name)                                 0 
// → 22
// → creat("private", 0666) > 0                   1 
// → private: 100600 0 links 1
// → -1 1
// → 0
// → write(open("/dev/full", O_WRONLY), "x", 1)   -1 No space left on device
// → read(open("/dev/urandom", O_RDONLY), random, 4) 4 
// → fsync(fd)                                    0 
// → fsync(99)                                    -1 Bad file descriptor
