// getaddrinfo_a(3): several names at once, waited for or in the background, and who is told.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
static volatile int told;
static void in_thread(union sigval value) {
    told += value.sival_int;
}
static void show(struct gaicb *request) {
    int error = gai_error(request);
    if (error != 0) {
        printf("%s: %s\n", request->ar_name, gai_strerror(error));
        return;
    }
    struct sockaddr_in *addr = (struct sockaddr_in *) request->ar_result->ai_addr;
    printf("%s: %s port %d\n", request->ar_name, inet_ntoa(addr->sin_addr), ntohs(addr->sin_port));
    freeaddrinfo(request->ar_result);
}
int main(void) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct gaicb one = {.ar_name = "localhost", .ar_service = "http", .ar_request = &hints};
    struct gaicb two = {.ar_name = "192.0.2.7", .ar_service = "99", .ar_request = &hints};
    struct gaicb bad = {.ar_name = "127.0.0.1", .ar_service = "no such service", .ar_request = &hints};
    struct gaicb *list[] = {&one, NULL, &two, &bad};
    printf("%d\n", getaddrinfo_a(GAI_WAIT, list, 4, NULL));
    show(&one);
    show(&two);
    show(&bad);
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_value.sival_int = 5};
    event.sigev_notify_function = in_thread;
    printf("%d\n", getaddrinfo_a(GAI_NOWAIT, list, 1, &event));
    const struct gaicb *first[] = {&one};
    while (gai_error(&one) == EAI_INPROGRESS) gai_suspend(first, 1, NULL);
    show(&one);
    for (int i = 0; i < 1000 && !told; i++) usleep(1000);
    printf("told %d\n", told);
    printf("%s\n", gai_strerror(gai_suspend(first, 1, NULL)));
    printf("%s\n", gai_strerror(gai_cancel(&one)));
    printf("%s, %s\n", gai_strerror(EAI_INPROGRESS), gai_strerror(EAI_INTR));
    int error = getaddrinfo_a(9, list, 4, NULL);
    printf("%s: %s\n", gai_strerror(error), strerror(errno));
    return 0;
}
// → 0
// → localhost: 127.0.0.1 port 80
// → 192.0.2.7: 192.0.2.7 port 99
// → 127.0.0.1: Servname not supported for ai_socktype
// → 0
// → localhost: 127.0.0.1 port 80
// → told 5
// → All requests done
// → All requests done
// → Processing request in progress, Interrupted by a signal
// → System error: Invalid argument
