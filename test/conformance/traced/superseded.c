// A thread that executes another program: the first task is gone, and its number is the thread's.
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static void *run(void *unused) {
    execl("/bin/echo", "echo", "another program", NULL);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL);
    pthread_join(thread, NULL);
}
