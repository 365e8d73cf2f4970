/* How many small writes leave at once: each waits for the ACK of the one before it (Nagle), and whether
 * that comes at once depends on the receiver's credit of immediate ACKs.
 */
static int served, asking, door;
static char bytes[200000];

static void connected(int offset) {
    door = listener(offset, 5);
    asking = client(offset);
    served = accept(door, NULL, NULL);
}

static void all_closed(void) {
    close(served);
    close(asking);
    close(door);
}

static int waiting(void) {
    int count = 0;
    ioctl(served, FIONREAD, &count);
    return count;
}

static void take(int count) {
    while (count > 0) count -= recv(served, bytes, count, 0);
}

static void hand_over(int count) {
    send(asking, bytes, count, 0);
    take(count);
}

static void burst(const char *after) {
    for (int i = 0; i < 20; i++) send(asking, bytes, 10, 0);
    printf("%s: %d bytes of 200 at once\n", after, waiting());
    pause_ms(100);
    take(waiting());
}

static void probe(void) {
    connected(0);
    burst("fresh");
    burst("again");
    burst("and again");
    all_closed();

    static const int sizes[] = {130, 1000, 30000, 60000, 65483, 70000, 100000};
    for (int i = 0; i < 7; i++) {
        char after[60];
        connected(1 + i);
        snprintf(after, sizeof after, "after 1000 and %d", sizes[i]);
        hand_over(1000);
        hand_over(sizes[i]);
        burst(after);
        burst("again");
        all_closed();
    }

    connected(8);
    hand_over(100000);
    burst("after 100000");
    all_closed();

    connected(9);
    option(served, IPPROTO_TCP, TCP_QUICKACK, 0);
    burst("TCP_QUICKACK 0");
    option(served, IPPROTO_TCP, TCP_QUICKACK, 1);
    burst("TCP_QUICKACK 1");
    option(served, IPPROTO_TCP, TCP_QUICKACK, 2);
    burst("TCP_QUICKACK 2");
    all_closed();

    door = listener(10, 1);
    option(door, IPPROTO_TCP, TCP_QUICKACK, 0);
    asking = client(10);
    served = accept(door, NULL, NULL);
    burst("TCP_QUICKACK 0 on the listener");
    all_closed();
}
