// Entries of a folder with getdents64, as the kernel writes them, and by the names of large files.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *) a, *(char *const *) b);
}

int main(void) {
    char folder[] = "/tmp/dentsXXXXXX", buffer[1024], *names[8];
    if (chdir(mkdtemp(folder)) < 0) return 1;
    mkdir("sub", 0755);
    close(creat("file", 0644));
    if (symlink("file", "link") < 0) return 1;
    int fd = open(".", O_RDONLY | O_DIRECTORY), n = 0;
    for (ssize_t got; (got = getdents64(fd, buffer, sizeof buffer)) > 0;)
        for (ssize_t at = 0; at < got;) {
            struct dirent64 *e = (struct dirent64 *) (buffer + at);
            if (asprintf(&names[n++], "%s %d", e->d_name, e->d_type) < 0) return 1;
            at += e->d_reclen;
        }
    close(fd);
    qsort(names, n, sizeof *names, by_name);
    for (int i = 0; i < n; i++) puts(names[i]);
    struct dirent64 **list;
    int found = scandir64(".", &list, NULL, alphasort64);
    printf("%d %s\n", found, list[found - 1]->d_name);
    unlink("file");
    unlink("link");
    rmdir("sub");
    rmdir(folder);
}
// → . 4
// → .. 4
// → file 8
// → link 10
// → sub 4
// → 5 sub
