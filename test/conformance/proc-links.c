// /proc/self/fd: what its links say, what lies behind them, and what can be opened again by them.
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static char path[40], text[100];

static const char *link_of(int fd) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

static void told(const char *what, int fd) {
    struct stat info, behind;
    int length = readlink(link_of(fd), text, sizeof text - 1);
    text[length < 0 ? 0 : length] = '\0';
    // Numbers of inodes are nobody's business.
    char *number = strchr(text, '[');
    if (number && number[1] >= '0' && number[1] <= '9') *number = '\0';
    fstat(fd, &info);
    printf("%s: %s, mode %o, links %d\n", what, text, info.st_mode, (int)info.st_nlink);
    SHOW(stat(path, &behind));
    SHOW(access(path, F_OK));
    SHOW(lstat(path, &behind));
    printf("  %d\n", S_ISLNK(behind.st_mode));
}

static int again(int fd, int flags) {
    int opened = open(link_of(fd), flags);
    show("again", opened < 0 ? opened : 0);
    return opened;
}

static void probe(void) {
    char bytes[8] = "";
    int ends[2], pair[2];
    pipe(ends);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    int t = tcp(), counter = eventfd(0, 0), epoll = epoll_create1(0), directory = open("/tmp", O_RDONLY);
    int file = open("/tmp/probe-links", O_CREAT | O_TRUNC | O_RDWR, 0640);
    int memory = syscall(SYS_memfd_create, "name", 0);
    told("a pipe", ends[0]);
    told("a socket", t);
    told("an eventfd", counter);
    told("an epoll", epoll);
    told("a file", file);
    write(file, "hello", 5);
    // Opened again, a file has a place of its own, and a pipe an end of the other kind.
    int second = again(file, O_RDONLY);
    SHOW(read(second, bytes, 8));
    unlink("/tmp/probe-links");
    told("without a name", file);
    second = again(file, O_RDWR);
    SHOW(read(second, bytes, 8));
    again(directory, O_RDONLY);
    again(directory, O_RDWR);
    SHOW(write(memory, "abc", 3));
    SHOW(read(again(memory, O_RDWR), bytes, 8));
    int out = again(ends[0], O_WRONLY);
    SHOW(write(out, "x", 1));
    SHOW(read(ends[0], bytes, 8));
    SHOW(close(ends[1]));
    show_poll("its second writer", ends[0]);
    SHOW(close(out));
    show_poll("none", ends[0]);
    again(t, O_RDWR);
    again(pair[0], O_RDWR);
    again(counter, O_RDWR);
    again(epoll, O_RDONLY);
    again(999, O_RDONLY);
    SHOW(open(link_of(file), O_RDONLY | O_NOFOLLOW));
    SHOW(open(link_of(file), O_RDWR | O_CREAT | O_EXCL, 0600));
    SHOW(readlink("/proc/self/fd/999", text, sizeof text));
    // Renamed, with another file under its first name: the link leads to what is open.
    int first = open("/tmp/probe-links", O_CREAT | O_TRUNC | O_RDWR, 0640);
    write(first, "one", 3);
    rename("/tmp/probe-links", "/tmp/probe-links-2");
    close(open("/tmp/probe-links", O_CREAT | O_RDWR, 0600));
    struct stat about;
    SHOW(stat(link_of(first), &about));
    printf("size %d\n", (int)about.st_size);
    unlink("/tmp/probe-links");
    unlink("/tmp/probe-links-2");
}
