// Where execvp looks, and what it says in the end. Scripts without a first line of their own are the shell's.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void ask(const char *path, const char *file) {
    setenv("PATH", path, 1);
    char *argv[] = {(char *) file, "word", NULL};
    errno = 0;
    execvp(file, argv);
    printf("%s in [%s]: %s\n", file, path, strerror(errno));
}

static void make(const char *name, int mode) {
    int fd = open(name, O_WRONLY | O_CREAT, mode);
    dprintf(fd, "exit 7\n");
    close(fd);
}

/* A folder's name that is too long is no place to look, and where there is no other, errno stays. */
static void ask_far(const char *behind) {
    char path[5100];
    memset(path, 'p', 5000);
    strcpy(path + 5000, behind);
    setenv("PATH", path, 1);
    char *argv[] = {"none", NULL};
    errno = EDOM;
    execvp("none", argv);
    printf("far%s: %s\n", behind, strerror(errno));
}

/* execl() takes as many words as there are. */
static void tell_many(void) {
    if (fork() == 0) {
#define TEN "w", "w", "w", "w", "w", "w", "w", "w", "w", "w"
        execl("/bin/sh", "sh", "-c", "echo $# words", "0", TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, NULL);
        _exit(1);
    }
    wait(NULL);
}

int main(void) {
    char folder[] = "/tmp/searchXXXXXX";
    if (chdir(mkdtemp(folder)) < 0) return 1;
    mkdir("a", 0755);
    mkdir("b", 0755);
    make("a/plain", 0644);
    make("b/script", 0755);
    setvbuf(stdout, NULL, _IONBF, 0);
    ask("a:b", "none");
    ask("a:b", "plain");
    ask("", "");
    ask("a/plain:b", "none");
    ask("a", "a/plain");
    ask_far("");
    ask_far(":b");
    tell_many();
    pid_t pid;
    char *argv[] = {"script", NULL}, *envp[] = {NULL};
    setenv("PATH", "a:b", 1);
    printf("%s\n", strerror(posix_spawnp(&pid, "script", NULL, NULL, argv, envp)));
    printf("%s\n", strerror(posix_spawn(&pid, "b/script", NULL, NULL, argv, envp)));
    const char *made[] = {"a/plain", "b/script", "a", "b", folder};
    for (int i = 0; i < 5; i++) remove(made[i]);
}
// → none in [a:b]: No such file or directory
// → plain in [a:b]: Permission denied
// →  in []: No such file or directory
// → none in [a/plain:b]: No such file or directory
// → a/plain in [a]: Permission denied
// → far: Numerical argument out of domain
// → far:b: No such file or directory
// → 140 words
// → Exec format error
// → Exec format error
