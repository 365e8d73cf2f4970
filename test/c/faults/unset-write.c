#include <string.h>
#include <unistd.h>
int main(void) {
    char reply[16];
    strcpy(reply, "hi\n");
    write(1, reply, sizeof reply); // fault: write: reads 'reply[4]' before it was given a value (uninitialised)
    return 0;
}
