// Calls with fewer arguments than they may have: the kernel says what it says, and nobody reads what was not given.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/syscall.h>

static void probe(void) {
    int fd = open("/tmp", O_RDONLY), sk = tcp();
    SHOW(fcntl(fd, 999));
    SHOW(fcntl(fd, -1));
    SHOW(fcntl(99, 999));
    SHOW(fcntl(sk, 999));
    SHOW(fcntl(fd, F_GETFD));
    SHOW(fcntl(fd, F_GETOWN));
    SHOW(fcntl(sk, F_GETFL));
    SHOW(ioctl(fd, 0x1234));
    SHOW(ioctl(sk, 0x1234));
    SHOW(ioctl(99, 0x1234));
    SHOW(ioctl(sk, FIOCLEX));
    SHOW(fcntl(sk, F_GETFD));
    SHOW(ioctl(sk, FIONCLEX));
    SHOW(fcntl(sk, F_GETFD));
    SHOW(open("/tmp/nothing-of-that-name", O_RDWR));
    SHOW(prctl(PR_GET_DUMPABLE));
    SHOW(prctl(9999));
    SHOW(syscall(SYS_getpid) > 0);
    SHOW(syscall(9999));
    int id = semget(IPC_PRIVATE, 1, 0600);
    SHOW(semctl(id, 0, GETVAL));
    SHOW(semctl(id, 0, GETNCNT));
    SHOW(semctl(id, 0, 999));
    SHOW(semctl(id, 0, IPC_RMID));
    SHOW(semctl(-1, 0, 999));
    // What is given counts as ever, of 4 bytes or of 8.
    struct flock lock = {.l_type = F_WRLCK};
    SHOW(fcntl(sk, F_SETFL, O_NONBLOCK));
    SHOW(fcntl(sk, F_GETFL));
    SHOW(fcntl(sk, F_SETOWN, -getpgrp()));
    SHOW(fcntl(sk, F_GETOWN) == -getpgrp());
    SHOW(fcntl(sk, F_DUPFD, 60L));
    SHOW(fcntl(sk, F_DUPFD, -1));
    SHOW(fcntl(fd, F_SETLK, &lock));
    int count = -1;
    SHOW(ioctl(sk, FIONREAD, &count));
    SHOW(ioctl(sk, FIONBIO, NULL));
}
