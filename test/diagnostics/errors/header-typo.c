#include <sys/sokcet.h>
#include <stdoi.h>
int main(void) { return 0; }
