// Builtins under names of their own: typed overflows, checked copies, roundings, sized atomics.
#include <stdio.h>

static void show(const char *what, double value) {
    printf("%s %g\n", what, value);
}

int main(int argc, char **argv) {
    (void) argc, (void) argv;
    show("uaddlo", ({unsigned long r; __builtin_uaddl_overflow(-1L, 1, &r);}));
    show("uaddllo", ({unsigned long long r; __builtin_uaddll_overflow(-1L, 1, &r);}));
    show("usublo", ({unsigned long r; __builtin_usubl_overflow(1, 5, &r);}));
    show("saddo", ({int r; __builtin_sadd_overflow(2147483647, 1, &r);}));
    show("fpclassify", __builtin_fpclassify(1,2,3,4,5,1.0));
    show("isnormal", __builtin_isnormal(0.));
    show("ptradd", ({int a[3]={1,2,3}; int*p=a; __atomic_fetch_add(&p,4,0); *p;}));
    show("atnand", ({int v=5; __atomic_nand_fetch(&v,4,__ATOMIC_SEQ_CST)*100+v;}));
    show("atfsub", ({char v=5; __atomic_fetch_sub(&v,7,__ATOMIC_SEQ_CST)*100+v;}));
    show("signbitf", __builtin_signbitf(-1.f)!=0);
    show("signbitl", __builtin_signbitl(-1.L)!=0);
    show("alloca", ({char*p=__builtin_alloca(3); p[2]=5; p[2];}));
    show("allocaa", ({char*p=__builtin_alloca_with_align(3,256); (int)((unsigned long)p%32);}));
    show("allocaam", ({char*p=__builtin_alloca_with_align_and_max(3,256,100); (int)((unsigned long)p%32);}));
    show("assoc", __builtin_assoc_barrier(1+2));
    show("iround", __builtin_iround(2.5));
    show("irint", __builtin_irint(2.5));
    show("ifloor", __builtin_ifloor(-2.5));
    show("iceil", __builtin_iceil(-2.5));
    show("lfloor", __builtin_lfloor(-2.5));
    show("lceil", __builtin_lceil(-2.5));
    show("powi", __builtin_powi(2.,10));
    show("powif", __builtin_powif(2.f,3));
    show("pow10", __builtin_pow10(2.));
    show("memcpychk", ({char a[9]; __builtin___memcpy_chk(a,"abc",4,__builtin_object_size(a,0)); a[1];}));
    show("memsetchk", ({char a[9]; __builtin___memset_chk(a,3,4,9); a[1];}));
    show("memmovechk", ({char a[9]; __builtin___memmove_chk(a,"abc",4,9); a[1];}));
    show("mempcpychk", ({char a[9]; (char*)__builtin___mempcpy_chk(a,"abc",4,9)-a;}));
    show("strcpychk", ({char a[9]; __builtin___strcpy_chk(a,"abc",9); a[1];}));
    show("strncpychk", ({char a[9]; __builtin___strncpy_chk(a,"abc",4,9); a[1];}));
    show("strcatchk", ({char a[9]="x"; __builtin___strcat_chk(a,"abc",9); a[1];}));
    show("strncatchk", ({char a[9]="x"; __builtin___strncat_chk(a,"abc",2,9); a[1];}));
    show("stpcpychk", ({char a[9]; __builtin___stpcpy_chk(a,"abc",9)-a;}));
    show("snprintfchk", ({char a[9]; __builtin___snprintf_chk(a,9,0,9,"%d",12);}));
    show("sprintfchk", ({char a[9]; __builtin___sprintf_chk(a,0,9,"%d",12);}));
    show("printfchk", __builtin___printf_chk(0,"%d\n",12));
    show("fprintfchk", __builtin___fprintf_chk(stdout,0,"%d\n",12));
    show("sync4", ({int v=1; __sync_fetch_and_add_4(&v,2)*10+v;}));
    show("sync8", ({long v=1; __sync_fetch_and_add_8(&v,2)*10+v;}));
    show("cpuinit", (__builtin_cpu_init(),1));
    show("ia32pause", (__builtin_ia32_pause(),1));
    show("frameaddr", __builtin_frame_address(0)!=0);
    return 0;
}

// → uaddlo 1
// → uaddllo 1
// → usublo 1
// → saddo 1
// → fpclassify 3
// → isnormal 0
// → ptradd 2
// → atnand -505
// → atfsub 498
// → signbitf 1
// → signbitl 1
// → alloca 5
// → allocaa 0
// → allocaam 0
// → assoc 3
// → iround 3
// → irint 2
// → ifloor -3
// → iceil -2
// → lfloor -3
// → lceil -2
// → powi 1024
// → powif 8
// → pow10 100
// → memcpychk 98
// → memsetchk 3
// → memmovechk 98
// → mempcpychk 4
// → strcpychk 98
// → strncpychk 98
// → strcatchk 97
// → strncatchk 97
// → stpcpychk 3
// → snprintfchk 2
// → sprintfchk 2
// → 12
// → printfchk 3
// → 12
// → fprintfchk 3
// → sync4 13
// → sync8 13
// → cpuinit 1
// → ia32pause 1
// → frameaddr 1
