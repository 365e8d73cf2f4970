// What sysconf(3) tells of the machine agrees with what else tells it; functions for the end have no bound.
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>
#include <unistd.h>
static int turns;
static void turn(void) { turns++; }
static void last(void) { printf("turns: %d\n", turns); }
int main(void) {
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    printf("processors: %d\n", sysconf(_SC_NPROCESSORS_ONLN) == CPU_COUNT(&set) && get_nprocs() == get_nprocs_conf());
    printf("at exit: %ld\n", sysconf(_SC_ATEXIT_MAX));
    int failed = atexit(last);
    for (int i = 0; i < 200; i++) failed |= atexit(turn);
    printf("refused: %d\n", failed);
    return 0;
}
// → processors: 1
// → at exit: 2147483647
// → refused: 0
// → turns: 200
