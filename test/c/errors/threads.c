#include <pthread.h> // error: pthread.h: No such file or directory
int main(void) {
    return 0;
}
