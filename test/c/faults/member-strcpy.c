#include <string.h>
struct user { int id; char name[8]; int admin; };
int main(void) {
    struct user u = {1, "", 0};
    strcpy(u.name, "alexandria"); // fault: strcpy: writes 3 bytes past the end of 'u.name' (char[8]), over 'u.admin'
    return u.admin;
}
