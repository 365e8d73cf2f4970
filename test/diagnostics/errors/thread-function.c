#include <stdio.h>
#include <pthread.h>
#include <signal.h>
void *run(void *p) { return p; }
int other(int x) { return x; }
void handler(void) {}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, other, NULL);
    pthread_create(&t, NULL, run(NULL), NULL);
    pthread_create(t, NULL, run, 5);
    signal(SIGINT, handler);
    pthread_join(&t, NULL);
    return 0;
}
