// What snprintf is given is emptied first; realpath goes through links and leaves strtok alone; the other basename.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void real(const char *path) {
    char whole[PATH_MAX], *found = realpath(path, whole), base[PATH_MAX];
    if (!getcwd(base, sizeof base)) return;
    if (!found) printf("%s: %s\n", path, strerror(errno));
    else printf("%s: %s\n", path, strncmp(found, base, strlen(base)) == 0 ? found + strlen(base) : found);
}

int main(void) {
    char line[32] = "one", *text = line;
    snprintf(line, sizeof line, "%s, two", text);
    printf("[%s]\n", line);
    strcpy(line, "one");
    snprintf(line, 0, "%s, two", text);
    printf("[%s]\n", line);
    char folder[] = "/tmp/realXXXXXX";
    if (chdir(mkdtemp(folder)) < 0) return 1;
    mkdir("a", 0755);
    mkdir("a/b", 0755);
    if (symlink("./a/b", "short") < 0) return 1;
    if (symlink("../a/./b/..", "a/up") < 0) return 1;
    if (symlink("./two", "one") < 0) return 1;
    if (symlink("./one", "two") < 0) return 1;
    if (symlink("short/../up/b", "long") < 0) return 1;
    char words[] = "first second third";
    printf("%s\n", strtok(words, " "));
    const char *paths[] = {"short", "short/..", "a/up", "a/up/b", "one", "long", "none", "a//b/./", "/tmp/../tmp/.."};
    for (int i = 0; i < 9; i++) real(paths[i]);
    printf("%s\n", strtok(NULL, " "));
    printf("[%s] [%s] [%s]\n", basename("/usr/lib"), basename("/usr/"), basename("name"));
    const char *made[] = {"a/up", "a/b", "a", "short", "one", "two", "long", folder};
    for (int i = 0; i < 8; i++) remove(made[i]);
}
// → [, two]
// → [one]
// → first
// → short: /a/b
// → short/..: /a
// → a/up: /a
// → a/up/b: /a/b
// → one: Too many levels of symbolic links
// → long: /a/b
// → none: No such file or directory
// → a//b/./: /a/b
// → /tmp/../tmp/..: /
// → second
// → [lib] [] [name]
