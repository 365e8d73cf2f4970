// Whose a process is: real, effective and saved numbers, and what each change takes away. Only root may begin so.
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    uid_t r, e, s;
    gid_t groups[2] = {20, 10};
    printf("%d ", setgroups(2, groups));
    printf("%d ", getgroups(2, groups));
    printf("%u ", groups[0]);
    printf("%d ", seteuid(1000));
    getresuid(&r, &e, &s);
    printf("%u %u %u ", r, e, s);
    printf("%d ", setuid(7) < 0 && errno == EPERM);
    printf("%d ", setgroups(0, NULL) < 0 && errno == EPERM);
    printf("%d ", seteuid(0));
    printf("%d ", setreuid(5, 6));
    getresuid(&r, &e, &s);
    printf("%u %u %u ", r, e, s);
    printf("%d ", setresuid(-1, 5, -1));
    printf("%d ", seteuid(0) < 0 && errno == EPERM);
    printf("%d\n", geteuid());
    return 0;
}
