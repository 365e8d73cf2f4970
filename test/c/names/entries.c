// Options of IPv6 headers laid out and read back, lines of /etc/ethers, error_at_line(), words of streams, renameat().
#define _GNU_SOURCE
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Old headers write their prototypes so. */
static void dump __P((const unsigned char *bytes, int n));

static void dump(const unsigned char *bytes, int n) {
    for (int i = 0; i < n; i++) printf("%02x", bytes[i]);
    printf("\n");
}

static void options(void) {
    static const struct { uint8_t type, align; socklen_t length; } list[] = {{5, 2, 2}, {0xc2, 4, 4}, {0x3e, 1, 7}, {0x3f, 8, 8}};
    unsigned char bytes[64];
    void *at;
    uint8_t type;
    socklen_t length;
    int offset = inet6_opt_init(NULL, 0);
    for (int i = 0; i < 4; i++) printf("%d ", offset = inet6_opt_append(NULL, 0, offset, list[i].type, list[i].length, list[i].align, NULL));
    int size = inet6_opt_finish(NULL, 0, offset);
    printf("%d, refused %d %d %d\n", size, inet6_opt_init(bytes, 7), inet6_opt_append(NULL, 0, 2, 1, 2, 2, NULL),
           inet6_opt_append(NULL, 0, 2, 5, 2, 4, NULL));
    memset(bytes, 0xee, sizeof bytes);
    offset = inet6_opt_init(bytes, size);
    for (int i = 0; i < 4; i++) {
        offset = inet6_opt_append(bytes, size, offset, list[i].type, list[i].length, list[i].align, &at);
        inet6_opt_set_val(at, 0, "abcdefgh", list[i].length);
    }
    inet6_opt_finish(bytes, size, offset);
    dump(bytes, size);
    for (offset = 0; (offset = inet6_opt_next(bytes, size, offset, &type, &length, &at)) != -1;)
        printf("type %x of %u bytes at %d, next %d\n", type, length, (int) ((unsigned char *) at - bytes), offset);
    offset = inet6_opt_find(bytes, size, 0, 0x3e, &length, &at);
    printf("found %d, again %d, none %d\n", offset, inet6_opt_find(bytes, size, offset, 0x3e, &length, &at),
           inet6_opt_find(bytes, size, 0, 0x77, &length, &at));
    bytes[3] = 60;
    printf("broken %d\n", inet6_opt_find(bytes, size, 0, 0x3e, &length, &at));
}

static void ethers(void) {
    static const char *const lines[] = {"0:1:2:a:B:ff host # comment", "00:11:22:33:44:55\tname", "1:2:3:4:5 short", "1:2:3:4:5:6", "x"};
    for (int i = 0; i < 5; i++) {
        struct ether_addr address;
        char name[100] = "";
        int result = ether_line(lines[i], &address, name);
        printf("%d %s %s\n", result, result ? "-" : ether_ntoa(&address), name);
    }
}

static void streams(void) {
    FILE *file = tmpfile();
    putw(0x01020304, file);
    putw(-2, file);
    rewind(file);
    printf("%x", (unsigned) getw(file));
    printf(" %d", getw(file));
    printf(" %d", getw(file));
    printf(" %d\n", feof_unlocked(file) != 0);
    fclose(file);
    char path[] = "/tmp/entries-XXXXXX", other[40];
    int fd = mkstemp(path);
    sprintf(other, "%s.new", path);
    printf("file %d, socket %d, bad %d\n", isfdtype(fd, S_IFREG), isfdtype(fd, S_IFSOCK), isfdtype(99, S_IFREG));
    printf("renamed %d", renameat(AT_FDCWD, path, AT_FDCWD, other));
    printf(", again %d", renameat(AT_FDCWD, path, AT_FDCWD, other));
    printf(" %s\n", strerror(errno));
    close(fd);
    unlink(other);
    printf("%s\n", ctermid(NULL));
}

static void program(void) {
    fputs("me", stderr);
}

static void errors(void) {
    stderr = stdout;
    error_print_progname = program;
    error(0, 0, " says %d", 1);
    error_at_line(0, ENOENT, "file.c", 7, "no %s", "thing");
    error_one_per_line = 1;
    error_at_line(0, 0, "file.c", 7, "seen");
    error_at_line(0, 0, "file.c", 7, "not seen");
    error_at_line(0, 0, "file.c", 8, "seen again");
    error_at_line(0, 0, NULL, 8, "no file");
    printf("%u messages\n", error_message_count);
}

int main(void) {
    options();
    ethers();
    streams();
    errors();
    return 0;
}
// → 6 12 21 32 32, refused -1 -1 -1
// → ee0305026162c204616263643e0761626364656667003f086162636465666768
// → type 5 of 2 bytes at 4, next 6
// → type c2 of 4 bytes at 8, next 12
// → type 3e of 7 bytes at 14, next 21
// → type 3f of 8 bytes at 24, next 32
// → found 21, again -1, none -1
// → broken -1
// → 0 0:1:2:a:b:ff host
// → 0 0:11:22:33:44:55 name
// → -1 - 
// → -1 - 
// → -1 - 
// → 1020304 -2 -1 1
// → file 1, socket 0, bad -1
// → renamed 0, again -1 No such file or directory
// → /dev/tty
// → me says 1
// → mefile.c:7: no thing: No such file or directory
// → mefile.c:7: seen
// → mefile.c:8: seen again
// → me no file
// → 5 messages
