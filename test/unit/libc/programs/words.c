// What programs of BSD descent take for granted: their own name, places in the tree, records of logins, facilities.
#define _GNU_SOURCE
#include <errno.h>
#include <lastlog.h>
#include <paths.h>
#include <stdio.h>
#include <syslog.h>

extern char *__progname, *__progname_full;

int main(void) {
    struct lastlog last = {0};
    printf("%d %d\n", __progname == program_invocation_short_name, __progname_full == program_invocation_name);
    program_invocation_short_name = "other";
    printf("%s\n", __progname);
    printf("%zu %zu %zu %zu\n", sizeof last, sizeof last.ll_time, sizeof last.ll_line, sizeof last.ll_host);
    printf("%d %s\n", LOG_NFACILITIES, _PATH_LOG);
    puts(_PATH_STDPATH " " _PATH_CSHELL " " _PATH_DEVDB " " _PATH_DRUM " " _PATH_GSHADOW " " _PATH_KLOG " " _PATH_KMEM);
    puts(_PATH_MAILDIR " " _PATH_MAN " " _PATH_MEM " " _PATH_NOLOGIN " " _PATH_PRESERVE " " _PATH_RWHODIR);
    puts(_PATH_SENDMAIL " " _PATH_SHELLS " " _PATH_UNIX " " _PATH_VARDB " " _PATH_VARTMP " " _PATH_VI);
    return 0;
}
