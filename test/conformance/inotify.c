// inotify: which events come of what is done to files, in which order; errors of its calls.
#include <sys/inotify.h>
#include <sys/stat.h>

static int notifier;

/* Writes what waits, by the names of the bits. */
static void events(const char *after) {
    static const char *names[] = {"ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE",
                                  "OPEN", "MOVED_FROM", "MOVED_TO", "CREATE", "DELETE",
                                  "DELETE_SELF", "MOVE_SELF"};
    static char buffer[8192] __attribute__((aligned(8)));
    static unsigned cookie;
    int waits = -1;
    ioctl(notifier, FIONREAD, &waits);
    ssize_t n = read(notifier, buffer, sizeof buffer);
    printf("%s: %zd bytes, %d waited\n", after, n, waits);
    for (ssize_t at = 0; at < n;) {
        struct inotify_event *event = (void *)(buffer + at);
        printf("  %d", event->wd);
        for (int i = 0; i < 12; i++)
            if (event->mask & 1 << i) printf(" %s", names[i]);
        if (event->mask & IN_IGNORED) printf(" IGNORED");
        if (event->mask & IN_ISDIR) printf(" ISDIR");
        if (event->mask & IN_Q_OVERFLOW) printf(" Q_OVERFLOW");
        if (event->mask & IN_MOVED_TO) printf(" same cookie %d", event->cookie == cookie);
        if (event->cookie) cookie = event->cookie;
        if (event->len) printf(" '%s' in %u", event->name, event->len);
        printf("\n");
        at += sizeof *event + event->len;
    }
    fflush(stdout);
}

static int make(const char *path) { return open(path, O_CREAT | O_RDWR, 0644); }

static void errors(void) {
    SHOW(inotify_init1(1));
    SHOW(inotify_add_watch(notifier, "nowhere", IN_OPEN));
    SHOW(inotify_add_watch(notifier, ".", 0));
    SHOW(inotify_add_watch(notifier, NULL, IN_OPEN));
    SHOW(inotify_add_watch(0, ".", IN_OPEN));
    SHOW(inotify_add_watch(99, ".", IN_OPEN));
    SHOW(inotify_add_watch(notifier, "a", IN_OPEN | IN_ONLYDIR));
    SHOW(inotify_add_watch(notifier, ".", IN_OPEN | IN_MASK_ADD | IN_MASK_CREATE));
    SHOW(inotify_rm_watch(notifier, 77));
    SHOW(inotify_rm_watch(0, 1));
    char small[8] = "";
    SHOW(read(notifier, small, 8));
    SHOW(write(notifier, small, 8));
    show_poll("nothing", notifier);
}

static void directory(void) {
    int wd = inotify_add_watch(notifier, ".", IN_ALL_EVENTS);
    printf("wd %d\n", wd);
    int fd = make("b");
    events("made");
    SHOW(write(fd, "hello", 5));
    SHOW(write(fd, " there", 6));
    events("written twice");
    lseek(fd, 0, SEEK_SET);
    char text[20];
    SHOW(read(fd, text, 20));
    SHOW(read(fd, text, 20));
    events("read twice");
    SHOW(fchmod(fd, 0600));
    SHOW(ftruncate(fd, 3));
    int copy = dup(fd);
    close(fd);
    events("changed");
    close(copy);
    events("closed");
    close(open("b", O_RDONLY));
    close(open("b", O_WRONLY | O_TRUNC));
    events("opened again");
    SHOW(link("b", "c"));
    SHOW(symlink("b", "d"));
    SHOW(rename("c", "e"));
    SHOW(rename("d", "e"));
    events("linked and moved");
    SHOW(mkdir("folder", 0755));
    SHOW(rename("b", "folder/b"));
    close(make("folder/inside"));
    events("a folder");
    SHOW(unlink("folder/b"));
    SHOW(unlink("folder/inside"));
    SHOW(rmdir("folder"));
    SHOW(unlink("e"));
    events("removed");
    SHOW(inotify_rm_watch(notifier, wd));
    events("not watched");
    close(make("b"));
    SHOW(unlink("b"));
    SHOW(read(notifier, text, 20));
}

static void one_file(void) {
    int fd = make("f");
    int wd = inotify_add_watch(notifier, "f", IN_ALL_EVENTS);
    printf("wd %d\n", wd);
    SHOW(inotify_add_watch(notifier, "f", IN_MODIFY) == wd);
    SHOW(write(fd, "x", 1));
    SHOW(inotify_add_watch(notifier, "f", IN_ATTRIB | IN_MASK_ADD) == wd);
    SHOW(chmod("f", 0600));
    SHOW(inotify_add_watch(notifier, "f", IN_ATTRIB | IN_MASK_CREATE));
    char small[10];
    SHOW(read(notifier, small, 10));
    show_poll("events", notifier);
    events("a file");
    SHOW(inotify_add_watch(notifier, "f", IN_ALL_EVENTS) == wd);
    SHOW(rename("f", "g"));
    SHOW(link("g", "h"));
    SHOW(unlink("g"));
    events("moved and linked");
    SHOW(unlink("h"));
    events("without a name");
    close(fd);
    events("gone");
    close(make("i"));
    wd = inotify_add_watch(notifier, "i", IN_OPEN | IN_ONESHOT);
    close(open("i", O_RDONLY));
    close(open("i", O_RDONLY));
    events("once");
    int both = inotify_add_watch(notifier, "i", IN_ALL_EVENTS);
    int all = inotify_add_watch(notifier, ".", IN_ALL_EVENTS);
    printf("%d %d\n", both - wd, all - wd);
    close(open("i", O_WRONLY));
    events("file and directory");
    close(make("j"));
    SHOW(rename("j", "i"));
    events("replaced");
    SHOW(mkdir("k", 0755));
    SHOW(inotify_add_watch(notifier, "k", IN_ALL_EVENTS) - wd);
    SHOW(rename("k", "l"));
    SHOW(rmdir("l"));
    SHOW(unlink("i"));
    events("a directory");
}

static void probe(void) {
    char where[] = "/tmp/watchedXXXXXX";
    if (!mkdtemp(where) || chdir(where) < 0) perror("where");
    notifier = inotify_init1(IN_NONBLOCK);
    close(make("a"));
    errors();
    directory();
    one_file();
    fcntl(notifier, F_SETFL, 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        // One event: of several, the reader may wake for the first.
        pause_ms(20);
        mkdir("later", 0700);
        exit(0);
    }
    events("waited for");
    waitpid(child, NULL, 0);
    close(notifier);
    rmdir("later");
    unlink("a");
    SHOW(rmdir(where));
}
