// Names that change places, and how long a file may become.
#include <dirent.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>

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

/* An entry of getdents(2); the kind of file is its last byte. */
struct old_entry {
    unsigned long ino;
    long next;
    unsigned short length;
    char name[];
};

static void old_list(const char *path) {
    char bytes[1000];
    int fd = open(path, O_RDONLY), kinds[16] = {0};
    long n;
    SHOW(syscall(SYS_getdents, fd, bytes, 10));
    while ((n = syscall(SYS_getdents, fd, bytes, sizeof bytes)) > 0)
        for (long at = 0; at < n;) {
            struct old_entry *entry = (void *)(bytes + at);
            int kind = bytes[at + entry->length - 1];
            kinds[kind & 15]++;
            if (strcmp(entry->name, "seven77") == 0)
                printf("%s: %d bytes, kind %d\n", entry->name, entry->length, kind);
            at += entry->length;
        }
    printf("ends with %ld; %d folders, %d links\n", n, kinds[4], kinds[10]);
    close(fd);
}

static void lists(void) {
    mkdir("list", 0755);
    close(open("list/plain", O_CREAT | O_RDWR, 0644));
    close(open("list/seven77", O_CREAT | O_RDWR, 0644));
    if (symlink("plain", "list/linked") < 0) perror("symlink");
    old_list("list");
    int fd = open("list/plain", O_RDONLY);
    SHOW(syscall(SYS_getdents, fd, NULL, 100));
    SHOW(syscall(SYS_getdents, -1, NULL, 100));
    int links = 0, others = 0;
    DIR *open_files = opendir("/proc/self/fd");
    for (struct dirent *e; (e = readdir(open_files));) *(e->d_type == DT_LNK ? &links : &others) += 1;
    closedir(open_files);
    printf("/proc/self/fd: %d links at least, %d others\n", links >= 5, others);
    close(fd);
    unlink("list/plain");
    unlink("list/seven77");
    unlink("list/linked");
    rmdir("list");
}

/* Links to what is open and has no name that one could follow. */
static void reopened(void) {
    int ends[2], saved = dup(0), pair[2];
    char c = 0, path[40], text[20] = "";
    struct stat st;
    if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) perror("pipe");
    dup2(ends[0], 0);
    SHOW(write(ends[1], "abc", 3));
    int fd = open("/dev/stdin", O_RDONLY);
    SHOW(read(fd, &c, 1));
    SHOW(c);
    close(fd);
    fd = open("/dev/fd/0", O_RDONLY);
    SHOW(read(fd, &c, 1));
    SHOW(c);
    close(fd);
    SHOW(stat("/proc/self/fd/0", &st));
    SHOW(S_ISFIFO(st.st_mode));
    SHOW(lstat("/proc/self/fd/0", &st));
    SHOW(S_ISLNK(st.st_mode));
    dup2(saved, 0);
    sprintf(path, "/proc/self/fd/%d", pair[0]);
    SHOW(open(path, O_RDWR));
    SHOW(stat(path, &st));
    SHOW(S_ISSOCK(st.st_mode));
    fd = open("gone", O_CREAT | O_RDWR, 0600);
    SHOW(write(fd, "still here", 10));
    unlink("gone");
    sprintf(path, "/proc/self/fd/%d", fd);
    int again = open(path, O_RDONLY);
    SHOW(read(again, text, sizeof text));
    printf("%s\n", text);
    SHOW(stat(path, &st));
    SHOW(st.st_size);
    SHOW(open("/proc/self/fd/999", O_RDONLY));
    close(again);
    close(fd);
    close(saved);
    for (int i = 0; i < 2; i++) close(ends[i]), close(pair[i]);
}

/* Names that begin with a dot are names like others. */
static void hidden(void) {
    struct stat st, above;
    int kind = 0, itself = 0, up = 0;
    mkdir("dots", 0755);
    close(open("dots/.hidden", O_CREAT | O_RDWR, 0644));
    DIR *dots = opendir("dots");
    for (struct dirent *e; (e = readdir(dots));) {
        stat("dots", &st);
        stat(".", &above);
        if (strcmp(e->d_name, ".hidden") == 0) kind = e->d_type;
        if (strcmp(e->d_name, ".") == 0) itself = e->d_ino == st.st_ino;
        if (strcmp(e->d_name, "..") == 0) up = e->d_ino == above.st_ino;
    }
    printf("kind %d, itself %d, above %d\n", kind, itself, up);
    closedir(dots);
    unlink("dots/.hidden");
    rmdir("dots");
}

static void probe(void) {
    char where[] = "/tmp/placesXXXXXX";
    if (!mkdtemp(where) || chdir(where) < 0) perror("where");
    places();
    lengths();
    lists();
    reopened();
    hidden();
    SHOW(rmdir(where));
}
