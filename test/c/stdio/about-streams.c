// <stdio_ext.h>: what a stream says about itself; and headers about archives and old protocols, by their numbers.
#include <ar.h>
#include <arpa/ftp.h>
#include <cpio.h>
#include <fstab.h>
#include <gnu-versions.h>
#include <protocols/rwhod.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/dir.h>
#include <tar.h>

static void about(const char *when, FILE *f) {
    printf("%s: may read %d, may write %d, reading %d, writing %d, by lines %d, pending %d, buffer of %d\n", when, !!__freadable(f),
           !!__fwritable(f), !!__freading(f), !!__fwriting(f), !!__flbf(f), (int) __fpending(f), (int) __fbufsize(f));
}

int main(void) {
    FILE *f = tmpfile();
    char line[20];
    fputs("hello\nworld\n", f);
    about("written", f);
    fflush(f);
    printf("flushed: pending %d\n", (int) __fpending(f));
    rewind(f);
    if (!fgets(line, sizeof line, f)) return 1;
    about("read", f);
    __fpurge(f);
    printf("purged: %s\n", fgets(line, sizeof line, f) ? line : "nothing");
    fclose(f);
    f = fopen("/dev/null", "w");
    setvbuf(f, NULL, _IOLBF, 256);
    fputs("x", f);
    about("by lines", f);
    __fpurge(f);
    printf("purged: pending %d\n", (int) __fpending(f));
    fclose(f);
    f = fopen("/dev/null", "r");
    printf("may read %d, may write %d\n", !!__freadable(f), !!__fwritable(f));
    fclose(f);
    struct direct *entry = NULL;
    printf("%d %d %d %d %s", (int) sizeof(struct whod), (int) sizeof(struct whoent), (int) sizeof(struct ar_hdr), (int) sizeof *entry, ARMAG);
    printf("%s %d %c %d %o %s %d %d %s", TMAGIC, TMAGLEN, DIRTYPE, AREGTYPE, C_ISSOCK, MAGIC, REC_ESC, TRANSIENT, ARFMAG);
    printf("%d %s %s\n", _GNU_GETOPT_INTERFACE_VERSION, FSTAB_RQ, _PATH_FSTAB);
    return 0;
}
// → written: may read 1, may write 1, reading 0, writing 1, by lines 0, pending 12, buffer of 4096
// → flushed: pending 0
// → read: may read 1, may write 1, reading 1, writing 0, by lines 0, pending 0, buffer of 4096
// → purged: nothing
// → by lines: may read 0, may write 1, reading 0, writing 1, by lines 1, pending 1, buffer of 4096
// → purged: pending 0
// → may read 1, may write 0
// → 1068 24 60 280 !<arch>
// → ustar 6 5 0 140000 070707 -1 4 `
// → 2 rq /etc/fstab
