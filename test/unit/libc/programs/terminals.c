// <termios.h> where there is no terminal, and what it does to the struct alone.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void tell(const char *what, int result) {
    printf("%s: %d %s\n", what, result, result < 0 ? strerror(errno) : "fine");
}

int main(void) {
    struct termios t;
    int fds[2];
    if (pipe(fds) < 0) return 1;
    tell("tcgetattr", tcgetattr(fds[0], &t));
    tell("tcdrain", tcdrain(fds[1]));
    tell("tcflush", tcflush(fds[0], TCIFLUSH));
    tell("tcflow", tcflow(fds[0], TCOON));
    tell("tcsendbreak", tcsendbreak(fds[1], 0));
    tell("tcgetsid", tcgetsid(fds[0]));
    tell("tcdrain", tcdrain(-1));
    memset(&t, 0, sizeof t);
    t.c_iflag = BRKINT | ICRNL | INPCK | IXON;
    t.c_lflag = ECHO | ICANON | ISIG;
    t.c_oflag = OPOST;
    t.c_cflag = CS7 | PARENB | CREAD;
    cfmakeraw(&t);
    printf("%x %x %x %x\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
    tell("cfsetspeed", cfsetspeed(&t, B9600));
    printf("%d %d", cfgetispeed(&t) == B9600, cfgetospeed(&t) == B9600);
    tell(" cfsetospeed", cfsetospeed(&t, B115200));
    printf("%d\n", cfgetospeed(&t) == B115200);
    return 0;
}
