// <math.h> for float and long double, <fenv.h> as far as it asks nothing of arithmetic, names for temporary
// files, what is loaded, and packets as structs.
#define _GNU_SOURCE
#include <arpa/tftp.h>
#include <dlfcn.h>
#include <fenv.h>
#include <math.h>
#include <netinet/icmp6.h>
#include <netinet/ip6.h>
#include <net/if_arp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

int main(void) {
    volatile float f = 2.75f, whole;
    volatile double d = -7.5;
    volatile long double l = 10.5L;
    int e;
    float part = modff(f, (float *) &whole);
    printf("%g %g %g %g", (double) part, (double) whole, (double) ldexpf(f, 3), (double) scalbnf(f, -1));
    printf(" %g", (double) frexpf(f, &e));
    printf(" %d %ld %ld %lld %lld\n", e, lroundf(f), lrintf(f), llroundf(f), llrintf(f));
    long double rest, body;
    rest = modfl(l, &body);
    printf("%Lg %Lg %Lg %lld %ld %d %g\n", rest, body, ldexpl(l, 1), llroundl(l), lrintl(l), ilogbl(l), fma(d, 2, 1));

    feclearexcept(FE_ALL_EXCEPT);
    printf("%d %d %d\n", fegetround() == FE_TONEAREST, fetestexcept(FE_ALL_EXCEPT), fesetround(FE_TONEAREST));
    feraiseexcept(FE_DIVBYZERO);
    int raised = fetestexcept(FE_ALL_EXCEPT);
    fenv_t kept;
    feholdexcept(&kept);
    printf("%d %d", raised == FE_DIVBYZERO, fetestexcept(FE_ALL_EXCEPT));
    feupdateenv(&kept);
    printf(" %d", fetestexcept(FE_DIVBYZERO) == FE_DIVBYZERO);
    feclearexcept(FE_ALL_EXCEPT);
    printf(" %d\n", fetestexcept(FE_ALL_EXCEPT));

    void *handle = dlopen("libnothere.so", RTLD_NOW);
    printf("%d %s", handle == NULL, dlerror());
    printf(" %d\n", dlerror() == NULL);
    handle = dlopen(NULL, RTLD_LAZY);
    printf("%d %d\n", handle != NULL, dlclose(handle));

    char own[L_tmpnam], *name = tmpnam(own), *other = tempnam("/tmp", "prefix");
    printf("%d %zu %.9s %d\n", name == own, strlen(name), name, access(name, F_OK));
    printf("%zu %.10s %d\n", strlen(other), other, strcmp(tmpnam(NULL), name) != 0);
    free(other);
    printf("%zu %zu %zu %zu %zu %zu %zu\n", sizeof(struct tftphdr), sizeof(struct arphdr), sizeof(struct arpreq), sizeof(struct ip6_hdr),
           sizeof(struct icmp6_hdr), sizeof(fenv_t), offsetof(ucontext_t, uc_mcontext.gregs[REG_RIP]));
    return 0;
}
