// mq_notify(3) with SIGEV_THREAD: a thread is started for the message that comes into an empty queue, once.
#include <errno.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static sem_t called;
static pthread_t first;
static void arrives(union sigval value) {
    char text[64];
    mqd_t queue = *(mqd_t *) value.sival_ptr;
    ssize_t n = mq_receive(queue, text, sizeof text, NULL);
    printf("in a thread of its own: %d, %.*s\n", !pthread_equal(first, pthread_self()), (int) n, text);
    sem_post(&called);
}
static void show(const char *what, int result) {
    printf("%s: %s\n", what, result == 0 ? "yes" : strerror(errno));
}
int main(void) {
    struct mq_attr size = {.mq_maxmsg = 4, .mq_msgsize = 64};
    first = pthread_self();
    sem_init(&called, 0, 0);
    mq_unlink("/told");
    mqd_t queue = mq_open("/told", O_CREAT | O_RDWR, 0600, &size);
    struct sigevent event = {.sigev_notify = SIGEV_THREAD};
    event.sigev_notify_function = arrives;
    event.sigev_value.sival_ptr = &queue;
    for (int round = 0; round < 2; round++) {
        show("asks", mq_notify(queue, &event));
        show("again", mq_notify(queue, &event));
        mq_send(queue, round ? "second" : "first", round ? 6 : 5, 1);
        sem_wait(&called);
    }
    mq_send(queue, "nobody asked", 12, 1);
    usleep(20000);
    printf("told once: %d\n", sem_trywait(&called));
    show("asks", mq_notify(queue, &event));
    show("takes it back", mq_notify(queue, NULL));
    show("once more", mq_notify(queue, NULL));
    event.sigev_notify = 77;
    show("strange", mq_notify(queue, &event));
    mq_close(queue);
    mq_unlink("/told");
    return 0;
}
// → asks: yes
// → again: Device or resource busy
// → in a thread of its own: 1, first
// → asks: yes
// → again: Device or resource busy
// → in a thread of its own: 1, second
// → told once: -1
// → asks: yes
// → takes it back: yes
// → once more: yes
// → strange: Invalid argument
