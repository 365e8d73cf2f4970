#include <stdlib.h>
struct job { int fd; struct job *next; };
static job *queue;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
extern const stringy *names;
int main(void) {
    queue = malloc(sizeof(struct job));
    queue->fd = 3;
    pthread_mutex_lock(&lock);
    return names != NULL;
}
