// random(3) with states of the caller's: all five kinds give glibc's numbers, and go on where they were.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    static const size_t sizes[] = { 8, 31, 32, 63, 64, 127, 128, 255, 256, 300 };
    char states[10][300], *old, *first = NULL;
    printf("%ld\n", random());
    for (int i = 0; i < 10; i++) {
        old = initstate(10 + i, states[i], sizes[i]);
        if (i == 0) first = old;
        else printf("%d ", old == states[i - 1]);
        printf("%ld %ld %d\n", random(), random(), *(int *) states[i]);
    }
    for (int i = 0; i < 10; i++) {
        old = setstate(states[i]);
        printf("%d ", old == states[i == 0 ? 9 : i - 1]);
        printf("%ld %d\n", random(), *(int *) states[i == 0 ? 9 : i - 1]);
    }
    setstate(first);
    printf("%ld %d\n", random(), rand());
    srandom(7);
    printf("%ld\n", random());
    printf("%d %d\n", initstate(1, states[0], 7) == NULL, errno == EINVAL);
    printf("%ld\n", random());
    struct random_data data;
    int n, m;
    memset(&data, 0, sizeof data);
    for (int i = 0; i < 10; i++) {
        printf("%d ", initstate_r(10 + i, states[i], sizes[i], &data));
        random_r(&data, &n);
        random_r(&data, &m);
        printf("%d %d %d\n", n, m, *(int *) states[i]);
    }
    for (int i = 0; i < 10; i++) {
        setstate_r(states[i], &data);
        random_r(&data, &n);
        printf("%d %d\n", n, data.rand_type);
    }
    srandom_r(3, &data);
    random_r(&data, &n);
    printf("%d %d\n", n, initstate_r(1, states[0], 7, &data));
    return 0;
}

// → 1804289383
// → 1849040536 297746555 0
// → 1 819509505 1401261800 0
// → 1 1652185711 833504827 1
// → 1 2058296752 1797742790 1
// → 1 1942162188 1479649557 2
// → 1 1779887096 1523507121 2
// → 1 192278013 462648444 3
// → 1 3978157 1227918265 3
// → 1 395966205 62396347 4
// → 1 1288212072 1852637809 4
// → 1 736986865 14
// → 1 745227174 0
// → 1 804412876 0
// → 1 960918091 16
// → 1 1168232174 16
// → 1 480086141 17
// → 1 690465417 17
// → 1 263514239 18
// → 1 1558400195 18
// → 1 795258397 19
// → 1681692777 846930886
// → 1045618677
// → 1 0
// → 1863967299
// → 0 297746555 1849040536 0
// → 0 1401261800 819509505 0
// → 0 833504827 1652185711 1
// → 0 1797742790 2058296752 1
// → 0 1479649557 1942162188 2
// → 0 1523507121 1779887096 2
// → 0 462648444 192278013 3
// → 0 1227918265 3978157 3
// → 0 62396347 395966205 4
// → 0 1852637809 1288212072 4
// → 736986865 0
// → 745227174 0
// → 804412876 1
// → 960918091 1
// → 1168232174 2
// → 480086141 2
// → 690465417 3
// → 263514239 3
// → 1558400195 4
// → 795258397 4
// → 178170992 -1
