#include <stddef.h>
_Alignas(16) aligned;
size_t touch(void *p, int i)
{
    *p;
    i ? *p : p[i];
    &p[1];
    return sizeof *p + sizeof p[0];
}
