// Headers that say how old protocols, archives and tables lay out their bytes: <protocols/rwhod.h>, <arpa/ftp.h>, <tar.h>,
// <fstab.h> ...; and <stdio_ext.h>, which asks a stream about itself.
//
// Source: glibc 2.36 headers; getfsent(3), stdio_ext(3).

import type { LibraryPart } from './parts.ts';
import { STREAM_TEXT } from './source-stdio.ts';

/** Writes `NAME:value` words as macros. */
const defined = (words: string, before = '') =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => word.split(/:(.*)/s))
    .map(([name, value]) => `#define ${before}${name} ${value}`)
    .join('\n');

const FSTAB = `#include <fstab.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>

static FILE *table;

int setfsent(void) {
    if (table) rewind(table);
    else table = setmntent(_PATH_FSTAB, "r");
    return table != NULL;
}

void endfsent(void) {
    if (table) endmntent(table);
    table = NULL;
}

struct fstab *getfsent(void) {
    static struct fstab entry;
    struct mntent *found = table || setfsent() ? getmntent(table) : NULL;
    if (!found) return NULL;
    entry.fs_spec = found->mnt_fsname;
    entry.fs_file = found->mnt_dir;
    entry.fs_vfstype = found->mnt_type;
    entry.fs_mntops = found->mnt_opts;
    entry.fs_type = hasmntopt(found, FSTAB_RW) ? FSTAB_RW : hasmntopt(found, FSTAB_RQ) ? FSTAB_RQ : hasmntopt(found, FSTAB_RO) ? FSTAB_RO
        : hasmntopt(found, FSTAB_SW) ? FSTAB_SW : hasmntopt(found, FSTAB_XX) ? FSTAB_XX : "??";
    entry.fs_freq = found->mnt_freq;
    entry.fs_passno = found->mnt_passno;
    return &entry;
}

struct fstab *getfsspec(const char *name) {
    struct fstab *entry = NULL;
    if (setfsent()) while ((entry = getfsent()) && strcmp(entry->fs_spec, name) != 0);
    return entry;
}

struct fstab *getfsfile(const char *name) {
    struct fstab *entry = NULL;
    if (setfsent()) while ((entry = getfsent()) && strcmp(entry->fs_file, name) != 0);
    return entry;
}
`;

const ABOUT_STREAMS = `#define _GNU_SOURCE
#include <stdio.h>
#include <stdio_ext.h>
#include <sys/types.h>
${STREAM_TEXT}
size_t __fbufsize(FILE *fp) {
    return fp->size;
}

int __freading(FILE *fp) {
    return !(fp->can & CAN_WRITE) || (fp->can & CAN_READ && !fp->unsent && fp->end > 0);
}

int __fwriting(FILE *fp) {
    return !(fp->can & CAN_READ) || fp->unsent > 0;
}

int __freadable(FILE *fp) {
    return (fp->can & CAN_READ) != 0;
}

int __fwritable(FILE *fp) {
    return (fp->can & CAN_WRITE) != 0;
}

int __flbf(FILE *fp) {
    return fp->mode == _IOLBF;
}

void __fpurge(FILE *fp) {
    fp->unsent = fp->unread = fp->end = 0;
}

size_t __fpending(FILE *fp) {
    return fp->unsent;
}

void _flushlbf(void) {
    fflush(NULL);
}

int __fsetlocking(FILE *fp, int type) {
    (void) fp, (void) type;
    return FSETLOCKING_INTERNAL;
}
`;

export const FORMATS_PART: LibraryPart = {
  headers: [
    { name: 'sys/dir.h', includes: ['dirent.h'], text: '#define direct dirent' },
    {
      name: 'gnu-versions.h',
      text: defined('OBSTACK:1 REGEX:1 GLOB:2 GETOPT:2', '_GNU_').replace(
        /(_GNU_\w+)/g,
        '$1_INTERFACE_VERSION',
      ),
    },
    {
      name: 'protocols/rwhod.h',
      includes: ['stdint.h', 'paths.h'],
      text: `struct outmp { char out_line[8], out_name[8]; int32_t out_time; };
struct whod {
    char wd_vers, wd_type, wd_pad[2];
    int wd_sendtime, wd_recvtime;
    char wd_hostname[32];
    int wd_loadav[3], wd_boottime;
    struct whoent { struct outmp we_utmp; int we_idle; } wd_we[1024 / sizeof(struct whoent)];
};
#define WHODVERSION 1
#define WHODTYPE_STATUS 1`,
    },
    {
      name: 'arpa/ftp.h',
      text: `${defined(`PRELIM:1 COMPLETE:2 CONTINUE:3 TRANSIENT:4 ERROR:5 TYPE_A:1 TYPE_E:2 TYPE_I:3 TYPE_L:4 FORM_N:1 FORM_T:2
        FORM_C:3 STRU_F:1 STRU_R:2 STRU_P:3 MODE_S:1 MODE_B:2 MODE_C:3 REC_ESC:'\\377' REC_EOR:'\\001' REC_EOF:'\\002'
        BLK_EOR:0x80 BLK_EOF:0x40 BLK_ERRORS:0x20 BLK_RESTART:0x10 BLK_BYTECOUNT:2`)}
#ifdef FTP_NAMES
char *modenames[] = {"0", "Stream", "Block", "Compressed"};
char *strunames[] = {"0", "File", "Record", "Page"};
char *typenames[] = {"0", "ASCII", "EBCDIC", "Image", "Local"};
char *formnames[] = {"0", "Nonprint", "Telnet", "Carriage-control"};
#endif`,
    },
    {
      name: 'tar.h',
      text: defined(`TSUID:04000 TSGID:02000 TSVTX:01000 TUREAD:00400 TUWRITE:00200 TUEXEC:00100 TGREAD:00040 TGWRITE:00020
        TGEXEC:00010 TOREAD:00004 TOWRITE:00002 TOEXEC:00001 REGTYPE:'0' AREGTYPE:'\\0' LNKTYPE:'1' SYMTYPE:'2' CHRTYPE:'3'
        BLKTYPE:'4' DIRTYPE:'5' FIFOTYPE:'6' CONTTYPE:'7' TMAGIC:"ustar" TMAGLEN:6 TVERSION:"00" TVERSLEN:2`),
    },
    {
      name: 'ar.h',
      text: `#define ARMAG "!<arch>\\n"
#define SARMAG 8
#define ARFMAG "\`\\n"
struct ar_hdr { char ar_name[16], ar_date[12], ar_uid[6], ar_gid[6], ar_mode[8], ar_size[10], ar_fmag[2]; };`,
    },
    {
      name: 'cpio.h',
      text: defined(`MAGIC:"070707" C_IRUSR:000400 C_IWUSR:000200 C_IXUSR:000100 C_IRGRP:000040 C_IWGRP:000020 C_IXGRP:000010
        C_IROTH:000004 C_IWOTH:000002 C_IXOTH:000001 C_ISUID:004000 C_ISGID:002000 C_ISVTX:001000 C_ISBLK:060000 C_ISCHR:020000
        C_ISDIR:040000 C_ISFIFO:010000 C_ISSOCK:0140000 C_ISLNK:0120000 C_ISCTG:0110000 C_ISREG:0100000`),
    },
    {
      name: 'fstab.h',
      text: `#define _PATH_FSTAB "/etc/fstab"
${defined('RW:"rw" RQ:"rq" RO:"ro" SW:"sw" XX:"xx"', 'FSTAB_')}
struct fstab {
    char *fs_spec, *fs_file, *fs_vfstype, *fs_mntops;
    const char *fs_type;
    int fs_freq, fs_passno;
};
struct fstab *getfsent(void);
struct fstab *getfsspec(const char *name);
struct fstab *getfsfile(const char *name);
int setfsent(void);
void endfsent(void);`,
    },
    {
      name: 'stdio_ext.h',
      includes: ['stdio.h'],
      text: `enum { FSETLOCKING_QUERY = 0, FSETLOCKING_INTERNAL, FSETLOCKING_BYCALLER };
#define FSETLOCKING_QUERY FSETLOCKING_QUERY
#define FSETLOCKING_INTERNAL FSETLOCKING_INTERNAL
#define FSETLOCKING_BYCALLER FSETLOCKING_BYCALLER
size_t __fbufsize(FILE *fp);
int __freading(FILE *fp);
int __fwriting(FILE *fp);
int __freadable(FILE *fp);
int __fwritable(FILE *fp);
int __flbf(FILE *fp);
void __fpurge(FILE *fp);
size_t __fpending(FILE *fp);
void _flushlbf(void);
int __fsetlocking(FILE *fp, int type);`,
    },
  ],
  sources: [
    { name: 'libc/fstab.c', text: FSTAB },
    { name: 'libc/about-streams.c', text: ABOUT_STREAMS },
  ],
};
