// The numbers of drand48 and its kin, whoever keeps their state.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    printf("%.12f\n", drand48());
    srand48(5);
    printf("%.12f %ld %ld\n", drand48(), lrand48(), mrand48());
    unsigned short seed[3] = {0x1234, 0xabcd, 0x330e}, *old = seed48(seed);
    printf("%x %x %x\n", old[0], old[1], old[2]);
    printf("%ld\n", lrand48());
    unsigned short all[7] = {0xfedc, 0xba98, 0x7654, 0x3210, 0xfedc, 0xba98, 0x7654};
    lcong48(all);
    printf("%ld\n", mrand48());
    printf("%ld\n", nrand48(seed));
    srand48(5);
    printf("%ld\n", lrand48());
    struct drand48_data data;
    double d;
    long l, m;
    srand48_r(5, &data);
    drand48_r(&data, &d);
    lrand48_r(&data, &l);
    mrand48_r(&data, &m);
    printf("%.12f %ld %ld\n", d, l, m);
}
// → 0.000000000000
// → 0.788599468340 585950151 -2040798467
// → 2a23 a79e c9e1
// → 1052353101
// → 1152833639
// → 1624376199
// → 1127084414
// → 0.524839579434 585950151 -907958370
