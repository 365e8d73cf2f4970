// Names that change places, and how long a file may become.
#include <sys/inotify.h>
#include <sys/stat.h>

static void fill(const char *path, const char *text) {
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (write(fd, text, strlen(text)) < 0) perror(path);
    close(fd);
}

static void holds(const char *path) {
    char text[40] = "";
    int fd = open(path, O_RDONLY), n = fd < 0 ? -1 : read(fd, text, 39);
    printf("%s: %d %s\n", path, n, text);
    fflush(stdout);
    close(fd);
}

static int swap(const char *one, const char *other) {
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

static void places(void) {
    fill("a", "first");
    fill("b", "second");
    mkdir("folder", 0755);
    fill("folder/inside", "inside");
    mkdir("other", 0755);
    int notifier = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(notifier, ".", IN_MOVE);
    SHOW(swap("a", "b"));
    holds("a");
    holds("b");
    SHOW(swap("a", "folder"));
    holds("a/inside");
    holds("folder");
    SHOW(swap("a", "other"));
    holds("other/inside");
    SHOW(swap("other", "other/inside"));
    SHOW(swap("other/inside", "other"));
    SHOW(swap("b", "nothing"));
    SHOW(swap("nothing", "b"));
    SHOW(swap("b", "b"));
    SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "folder", RENAME_NOREPLACE));
    SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "folder", RENAME_NOREPLACE | RENAME_EXCHANGE));
    SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "c", RENAME_NOREPLACE));
    char events[2000];
    ssize_t n = read(notifier, events, sizeof events);
    for (ssize_t at = 0; at < n;) {
        struct inotify_event *event = (void *)(events + at);
        printf("%s %s%s\n", event->mask & IN_MOVED_FROM ? "from" : "to", event->name,
               event->mask & IN_ISDIR ? " folder" : "");
        at += sizeof *event + event->len;
    }
    close(notifier);
    holds("c");
    unlink("other/inside");
    unlink("c");
    unlink("folder");
    rmdir("other");
    rmdir("a");
}

static void lengths(void) {
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {10, 100};
    SHOW(setrlimit(RLIMIT_FSIZE, &limit));
    int fd = open("long", O_CREAT | O_RDWR | O_TRUNC, 0644);
    SHOW(write(fd, "12345678", 8));
    SHOW(write(fd, "12345678", 8));
    SHOW(write(fd, "12345678", 8));
    SHOW(write(fd, "", 0));
    SHOW(pwrite(fd, "ab", 2, 9));
    SHOW(pwrite(fd, "ab", 2, 20));
    SHOW(ftruncate(fd, 11));
    SHOW(ftruncate(fd, 10));
    SHOW(truncate("long", 11));
    limit.rlim_cur = 5;
    SHOW(setrlimit(RLIMIT_FSIZE, &limit));
    SHOW(ftruncate(fd, 8));
    SHOW(pwrite(fd, "ab", 2, 4));
    SHOW(pwrite(fd, "ab", 2, 5));
    holds("long");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_DFL);
        pwrite(fd, "ab", 2, 5);
        exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    printf("killed by %d\n", WTERMSIG(status));
    close(fd);
    unlink("long");
}

static void probe(void) {
    char where[] = "/tmp/placesXXXXXX";
    if (!mkdtemp(where) || chdir(where) < 0) perror("where");
    places();
    lengths();
    SHOW(rmdir(where));
}
