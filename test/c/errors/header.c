#include <sys/sokcet.h> // error: sys/sokcet.h: No such file or directory
int main(void) { return 0; }
