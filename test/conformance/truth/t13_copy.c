#include "util.h"
#include <sys/sendfile.h>
#include <sys/mman.h>
#include <linux/errqueue.h>
#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif
#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif
static char b[1 << 20];
int main(void) {
    int L, c, s;
    char r[65536];
    printf("## write(): data copied at call time\n");
    pair(9950, &L, &c, &s);
    memset(b, 'A', 4096);
    P("write 4096 'A'", write(c, b, 4096));
    memset(b, 'B', 4096);
    printf("buffer changed to 'B' after write() returned, before the receiver reads\n");
    int n = read(s, r, 4096);
    printf("receiver got %d x '%c'\n", n, r[0]);
    printf("## sendfile(): pages referenced, not copied\n");
    int f = open("/tmp/sf.dat", O_RDWR | O_CREAT | O_TRUNC, 0600);
    memset(b, 'A', 4096);
    write(f, b, 4096);
    off_t o = 0;
    P("sendfile 4096", sendfile(c, f, &o, 4096));
    pwrite(f, "ZZZZZZZZ", 8, 0);
    printf("file page modified after sendfile() returned, before the receiver reads\n");
    n = read(s, r, 4096);
    printf("receiver got %d bytes, first 10: %.10s\n", n, r);
    printf("## splice(file->pipe->socket): same\n");
    int pp[2];
    pipe(pp);
    pwrite(f, "AAAAAAAA", 8, 0);
    o = 0;
    P("splice file->pipe", splice(f, &o, pp[1], 0, 4096, 0));
    P("splice pipe->socket", splice(pp[0], 0, c, 0, 4096, 0));
    pwrite(f, "YYYYYYYY", 8, 0);
    n = read(s, r, 4096);
    printf("receiver got %d bytes, first 10: %.10s\n", n, r);
    printf("## MSG_ZEROCOPY over loopback\n");
    int on = 1;
    P("setsockopt SO_ZEROCOPY", setsockopt(c, SOL_SOCKET, SO_ZEROCOPY, &on, 4));
    memset(b, 'A', 65536);
    P("send 65536 MSG_ZEROCOPY", send(c, b, 65536, MSG_ZEROCOPY));
    memset(b, 'B', 65536);
    long t = 0;
    nb(s);
    int as = 0, bs = 0;
    ms(20);
    while ((n = read(s, r, 65536)) > 0) {
        for (int i = 0; i < n; i++) r[i] == 'A' ? as++ : bs++;
        t += n;
    }
    printf("receiver got %ld bytes: %d 'A' (old), %d 'B' (new)\n", t, as, bs);
    struct msghdr m = {0};
    char cm[200];
    m.msg_control = cm;
    m.msg_controllen = sizeof cm;
    int k = recvmsg(c, &m, MSG_ERRQUEUE);
    if (k >= 0) {
        struct cmsghdr *h = CMSG_FIRSTHDR(&m);
        struct sock_extended_err *e = (void *)CMSG_DATA(h);
        printf("completion: origin=%d (5=ZEROCOPY) range %u..%u code=%d "
               "(1=SO_EE_CODE_ZEROCOPY_COPIED)\n",
               e->ee_origin, e->ee_info, e->ee_data, e->ee_code);
    } else
        P("recvmsg ERRQUEUE", k);
    printf("## sendfile of 4 MB vs read/write loop: syscalls\n");
    ftruncate(f, 4 << 20);
    close(c);
    close(s);
    for (int mode = 0; mode < 4; mode++) {
        fcntl(L, F_SETFL, 0);
        fflush(stdout);
        pid_t p = fork();
        if (!p) {
            int q = client(9950);
            static char z[262144];
            while (read(q, z, sizeof z) > 0);
            _exit(0);
        }
        s = accept(L, 0, 0);
        long calls = 0;
        o = 0;
        lseek(f, 0, 0);
        if (mode == 0) {
            while ((n = read(f, b, 16384)) > 0) {
                calls++;
                write(s, b, n);
                calls++;
            }
        } else if (mode == 1) {
            while (o < (4 << 20)) {
                sendfile(s, f, &o, (4 << 20) - o);
                calls++;
            }
        } else if (mode == 2) {
            while ((n = splice(f, &o, pp[1], 0, 65536, 0)) > 0) {
                calls++;
                splice(pp[0], 0, s, 0, n, 0);
                calls++;
            }
        } else {
            char *mm = mmap(0, 4 << 20, PROT_READ, MAP_SHARED, f, 0);
            calls++;
            long d = 0;
            while (d < (4 << 20)) {
                n = write(s, mm + d, (4 << 20) - d);
                calls++;
                d += n;
            }
            munmap(mm, 4 << 20);
            calls++;
        }
        close(s);
        waitpid(p, 0, 0);
        printf("%-22s syscalls=%ld\n",
               (char *[]){"read+write 16K", "sendfile", "splice via pipe 64K", "mmap+write"}[mode],
               calls);
    }
    unlink("/tmp/sf.dat");
    return 0;
}
