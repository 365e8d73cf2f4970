// Look at the first byte of /etc/hosts 40 times, then rest.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    for (int i = 0; i < 40; i++) {
        int fd = open("/etc/hosts", O_RDONLY);
        char first;
        if (fd < 0 || read(fd, &first, 1) != 1) {
            perror("/etc/hosts");
            return 1;
        }
    }
    pause();  // so that you can look at what is open
    return 0;
}
