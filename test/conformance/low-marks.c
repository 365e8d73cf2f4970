// SO_RCVLOWAT: who sleeps for bytes of a stream sleeps until there are so many, whether it asked for that many or not.
#include <pthread.h>

static int reader, writer, length, flags;
/* How many pieces have been written. */
static volatile int pieces;

static void *receives(void *unused) {
    char bytes[100];
    long got = recv(reader, bytes, length, flags);
    printf("recv(%d, %x) = %ld after %d\n", length, flags, got, pieces);
    fflush(stdout);
    return NULL;
}

/* Three, three and two bytes come, 30 ms after one another. */
static void round_of(int local, int low) {
    struct timeval limit = {0, 200000};
    int pair[2];
    pthread_t thread;
    if (local) {
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
        reader = pair[0];
        writer = pair[1];
    } else {
        int server = listener(1, 1);
        reader = client(1);
        writer = accept(server, NULL, NULL);
        close(server);
        option(writer, IPPROTO_TCP, TCP_NODELAY, 1);
    }
    option(reader, SOL_SOCKET, SO_RCVLOWAT, low);
    setsockopt(reader, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    printf("%s, %d: ", local ? "AF_UNIX" : "TCP", low);
    pieces = 0;
    pthread_create(&thread, NULL, receives, NULL);
    for (int i = 0; i < 3; i++) {
        static const char *texts[] = {"abc", "def", "gh"};
        pause_ms(30);
        pieces++;
        write(writer, texts[i], strlen(texts[i]));
    }
    pause_ms(30);
    pieces++;
    pthread_join(thread, NULL);
    close(reader);
    close(writer);
}

static void probe(void) {
    static const int kinds[] = {0, MSG_PEEK, MSG_WAITALL, MSG_PEEK | MSG_WAITALL};
    for (int local = 0; local < 2; local++) {
        for (int low = 1; low < 7; low += 4) {
            for (length = 1; length < 10; length += 3) {
                for (int i = 0; i < 4; i++) {
                    flags = kinds[i];
                    round_of(local, low);
                }
            }
        }
    }
}
