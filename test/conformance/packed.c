/* What unread bytes are charged with: a packet is joined to the one before it once that one's sender
 * knows it has arrived, up to seventeen pieces of memory; and how far the window opens meanwhile.
 */
static int asking, served;

static void told(const char *what, int number) {
    unsigned memory[9];
    struct tcp_info info;
    socklen_t size = sizeof memory;
    getsockopt(served, SOL_SOCKET, 55 /* SO_MEMINFO */, memory, &size);
    size = sizeof info;
    getsockopt(served, IPPROTO_TCP, TCP_INFO, &info, &size);
    printf("  %s %d: %u of %u, window up to %u, packets of %u\n", what, number, memory[0], memory[1],
           info.tcpi_rcv_ssthresh, info.tcpi_rcv_mss);
}

static void met(int offset) {
    int door = listener(offset, 1);
    asking = client(offset);
    served = accept(door, NULL, NULL);
    nonblocking(served);
    option(asking, IPPROTO_TCP, TCP_NODELAY, 1);
    close(door);
}

static void parted(void) {
    close(asking);
    close(served);
}

static void probe(void) {
    static char bytes[100000];
    static const int sizes[] = {1, 100, 1000, 5000, 20000};
    for (int i = 0; i < 5; i++) {
        printf("%d bytes at once\n", sizes[i]);
        met(2 * i);
        for (int n = 0; n < 6; n++) {
            write(asking, bytes, sizes[i]);
            told("written", n);
        }
        parted();
        printf("%d bytes, each acknowledged\n", sizes[i]);
        met(2 * i + 1);
        for (int n = 0; n < 20 && sizes[i] * n < 60000; n++) {
            write(asking, bytes, sizes[i]);
            pause_ms(50);
            told("written", n);
        }
        read(served, bytes, sizes[i]);
        told("read", sizes[i]);
        read(served, bytes, sizes[i] / 2);
        told("read", sizes[i] / 2);
        read(served, bytes, sizes[i] / 2);
        told("read", sizes[i] / 2);
        read(served, bytes, sizeof bytes);
        told("read", (int)sizeof bytes);
        parted();
    }
    puts("as large as a window");
    met(10);
    write(asking, bytes, 152);
    read(served, bytes, sizeof bytes);
    for (int n = 0; n < 3; n++) {
        write(asking, bytes, 32768);
        told("written", n);
    }
    parted();
}
