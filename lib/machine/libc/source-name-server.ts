// Names and records in messages of name servers, read and written.
//
// One idea: a name in a message is a list of labels that may end in a pointer to an earlier name; all else is
// numbers with the high byte first.
//
// Source: RFC 1035 4.1; what glibc 2.36 answers for names good and bad.

import type { SourceFile } from '../../cc/compile.ts';

const NAMES = String.raw`#include <arpa/nameser.h>
#include <ctype.h>
#include <errno.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int too_long(void) {
    errno = EMSGSIZE;
    return -1;
}

unsigned int ns_get16(const unsigned char *src) {
    return src[0] << 8 | src[1];
}

unsigned long ns_get32(const unsigned char *src) {
    return (unsigned long) ns_get16(src) << 16 | ns_get16(src + 2);
}

void ns_put16(unsigned int src, unsigned char *dst) {
    dst[0] = src >> 8;
    dst[1] = src;
}

void ns_put32(unsigned long src, unsigned char *dst) {
    ns_put16(src >> 16, dst);
    ns_put16(src, dst + 2);
}

int ns_name_skip(const unsigned char **ptrptr, const unsigned char *eom) {
    const unsigned char *at = *ptrptr;
    while (at < eom) {
        unsigned n = *at++;
        if (n == 0 || (n & 0xc0) == 0xc0) {
            at += n != 0;
            if (at > eom) return too_long();
            *ptrptr = at;
            return 0;
        }
        if (n & 0xc0) return too_long();
        at += n;
    }
    return too_long();
}

int ns_name_unpack(const unsigned char *msg, const unsigned char *eom, const unsigned char *src, unsigned char *dst, size_t dstsiz) {
    const unsigned char *at = src;
    size_t used = 0;
    int length = -1, followed = 0;
    if (src < msg || src >= eom) return too_long();
    for (;;) {
        if (at >= eom) return too_long();
        unsigned n = *at++;
        if ((n & 0xc0) == 0xc0) {
            if (at >= eom) return too_long();
            if (length < 0) length = (int) (at - src) + 1;
            at = msg + ((n & 0x3f) << 8 | *at);
            followed += 2;
            if (at >= eom || followed > eom - msg) return too_long();
            continue;
        }
        if (n & 0xc0 || used + n + 1 > dstsiz || used + n + 1 > NS_MAXCDNAME || at + n > eom) return too_long();
        dst[used++] = n;
        memcpy(dst + used, at, n);
        used += n;
        at += n;
        if (n == 0) return length < 0 ? (int) (at - src) : length;
    }
}

int ns_name_ntop(const unsigned char *src, char *dst, size_t dstsiz) {
    char *to = dst, *end = dst + dstsiz;
    for (unsigned n; (n = *src++) != 0; src += n) {
        if (n & 0xc0) return too_long();
        if (to != dst && to < end) *to++ = '.';
        for (unsigned i = 0; i < n; i++) {
            char text[5] = {(char) src[i]};
            if (strchr(".;\\\"()@$", src[i]) && src[i]) sprintf(text, "\\%c", src[i]);
            else if (src[i] <= ' ' || src[i] > '~') sprintf(text, "\\%03d", src[i]);
            if (to + strlen(text) >= end) return too_long();
            to = stpcpy(to, text);
        }
    }
    if (to == dst && to < end) *to++ = '.';
    if (to >= end) return too_long();
    *to++ = '\0';
    return (int) (to - dst);
}

/* Returns 1 for a name that ends in a dot. */
int ns_name_pton(const char *src, unsigned char *dst, size_t dstsiz) {
    size_t used = 1, label = 0;
    if (dstsiz < 1) return too_long();
    if (!src[0] || (src[0] == '.' && !src[1])) {
        dst[0] = 0;
        return src[0] == '.';
    }
    for (; *src; src++) {
        unsigned c = (unsigned char) *src;
        if (c == '.') {
            dst[label] = used - label - 1;
            if (!dst[label] || dst[label] > NS_MAXLABEL || used + 1 > dstsiz || used + 1 > NS_MAXCDNAME) return too_long();
            label = used++;
            continue;
        }
        if (c == '\\') {
            if (!src[1]) return too_long();
            c = (unsigned char) *++src;
            if (isdigit(c)) {
                if (!isdigit(src[1]) || !isdigit(src[2])) return too_long();
                c = (c - '0') * 100 + (src[1] - '0') * 10 + src[2] - '0';
                src += 2;
                if (c > 255) return too_long();
            }
        }
        if (used + 1 > dstsiz || used + 1 > NS_MAXCDNAME) return too_long();
        dst[used++] = c;
    }
    dst[label] = used - label - 1;
    if (dst[label] == 0) return 1;
    if (dst[label] > NS_MAXLABEL || used + 1 > dstsiz || used + 1 > NS_MAXCDNAME) return too_long();
    dst[used] = 0;
    return 0;
}

/* Whether the name at 'at' in a message is the rest of a name, letter case aside. */
static int is_same(const unsigned char *msg, const unsigned char *at, const unsigned char *name) {
    for (;;) {
        if ((*at & 0xc0) == 0xc0) {
            at = msg + ((*at & 0x3f) << 8 | at[1]);
            continue;
        }
        if (*at != *name || strncasecmp((const char *) at + 1, (const char *) name + 1, *at) != 0) return 0;
        if (!*at) return 1;
        at += *at + 1;
        name += *name + 1;
    }
}

int ns_name_pack(const unsigned char *src, unsigned char *dst, int dstsiz, const unsigned char **dnptrs, const unsigned char **lastdnptr) {
    unsigned char *to = dst, *end = dst + dstsiz;
    const unsigned char *msg = dnptrs ? dnptrs[0] : NULL, **last = dnptrs;
    while (msg && *last) last++;
    for (const unsigned char *name = src;; name += *name + 1) {
        if (*name > NS_MAXLABEL) return too_long();
        if (!*name) {
            if (to >= end) return too_long();
            *to++ = 0;
            return (int) (to - dst);
        }
        for (const unsigned char **known = msg ? dnptrs + 1 : last; known && *known && known < last; known++) {
            /* A name is also the end of each that it is a part of. */
            for (const unsigned char *part = *known; *part && (*part & 0xc0) != 0xc0 && part - msg < 0x4000; part += *part + 1) {
                if (!is_same(msg, part, name)) continue;
                if (to + 2 > end) return too_long();
                ns_put16(0xc000 | (unsigned) (part - msg), to);
                return (int) (to + 2 - dst);
            }
        }
        if (to == dst && msg && to - msg < 0x4000 && lastdnptr && last + 1 < lastdnptr) {
            last[0] = to;
            last[1] = NULL;
        }
        if (to + *name + 1 > end) return too_long();
        memcpy(to, name, *name + 1);
        to += *name + 1;
    }
}

int ns_name_uncompress(const unsigned char *msg, const unsigned char *eom, const unsigned char *src, char *dst, size_t dstsiz) {
    unsigned char name[NS_MAXCDNAME];
    int n = ns_name_unpack(msg, eom, src, name, sizeof name);
    return n < 0 || ns_name_ntop(name, dst, dstsiz) < 0 ? -1 : n;
}

int ns_name_compress(const char *src, unsigned char *dst, size_t dstsiz, const unsigned char **dnptrs, const unsigned char **lastdnptr) {
    unsigned char name[NS_MAXCDNAME];
    return ns_name_pton(src, name, sizeof name) < 0 ? -1 : ns_name_pack(name, dst, (int) dstsiz, dnptrs, lastdnptr);
}

int dn_expand(const unsigned char *msg, const unsigned char *eom, const unsigned char *src, char *dst, int dstsiz) {
    int n = ns_name_uncompress(msg, eom, src, dst, dstsiz);
    if (n > 0 && dst[0] == '.' && !dst[1]) dst[0] = '\0';
    return n;
}

int dn_comp(const char *src, unsigned char *dst, int dstsiz, unsigned char **dnptrs, unsigned char **lastdnptr) {
    return ns_name_compress(src, dst, dstsiz, (const unsigned char **) dnptrs, (const unsigned char **) lastdnptr);
}

int dn_skipname(const unsigned char *comp_dn, const unsigned char *eom) {
    const unsigned char *at = comp_dn;
    return ns_name_skip(&at, eom) < 0 ? -1 : (int) (at - comp_dn);
}
`;

const MESSAGES = String.raw`#include <arpa/nameser.h>
#include <errno.h>
#include <string.h>

static int wrong(int error) {
    errno = error;
    return -1;
}

int ns_msg_getflag(ns_msg handle, int flag) {
    static const unsigned char shifts[] = {15, 11, 10, 9, 8, 7, 6, 5, 4, 0}, widths[] = {1, 4, 1, 1, 1, 1, 1, 1, 1, 4};
    return flag < 0 || flag > 9 ? 0 : handle._flags >> shifts[flag] & ((1 << widths[flag]) - 1);
}

int ns_skiprr(const unsigned char *ptr, const unsigned char *eom, ns_sect section, int count) {
    const unsigned char *at = ptr;
    while (count-- > 0) {
        if (ns_name_skip(&at, eom) < 0 || at + NS_QFIXEDSZ > eom) return wrong(EMSGSIZE);
        at += NS_QFIXEDSZ;
        if (section == ns_s_qd) continue;
        if (at + 6 > eom) return wrong(EMSGSIZE);
        at += 6 + ns_get16(at + 4);
    }
    return at > eom ? wrong(EMSGSIZE) : (int) (at - ptr);
}

int ns_initparse(const unsigned char *msg, int msglen, ns_msg *handle) {
    const unsigned char *at = msg + NS_HFIXEDSZ, *eom = msg + msglen;
    memset(handle, 0, sizeof *handle);
    if (msglen < NS_HFIXEDSZ) return wrong(EMSGSIZE);
    handle->_msg = msg;
    handle->_eom = eom;
    handle->_id = ns_get16(msg);
    handle->_flags = ns_get16(msg + 2);
    for (int i = 0; i < ns_s_max; i++) {
        handle->_counts[i] = ns_get16(msg + 4 + 2 * i);
        if (!handle->_counts[i]) continue;
        int n = ns_skiprr(at, eom, i, handle->_counts[i]);
        if (n < 0) return -1;
        handle->_sections[i] = at;
        at += n;
    }
    handle->_sect = ns_s_max;
    handle->_rrnum = -1;
    return at == eom ? 0 : wrong(EMSGSIZE);
}

int ns_parserr(ns_msg *handle, ns_sect section, int rrnum, ns_rr *rr) {
    if (section >= ns_s_max) return wrong(ENODEV);
    if (section == handle->_sect && rrnum == -1) rrnum = handle->_rrnum;
    if (section != handle->_sect || rrnum < handle->_rrnum) {
        if (rrnum == -1) rrnum = 0;
        handle->_sect = section;
        handle->_rrnum = 0;
        handle->_msg_ptr = handle->_sections[section];
    }
    if (rrnum < 0 || rrnum >= handle->_counts[section]) return wrong(ENODEV);
    int n = ns_skiprr(handle->_msg_ptr, handle->_eom, section, rrnum - handle->_rrnum);
    if (n < 0) return -1;
    const unsigned char *at = handle->_msg_ptr + n;
    n = ns_name_uncompress(handle->_msg, handle->_eom, at, rr->name, NS_MAXDNAME);
    if (n < 0) return -1;
    at += n;
    if (at + NS_QFIXEDSZ > handle->_eom) return wrong(EMSGSIZE);
    rr->type = ns_get16(at);
    rr->rr_class = ns_get16(at + 2);
    at += NS_QFIXEDSZ;
    rr->ttl = rr->rdlength = 0;
    rr->rdata = NULL;
    if (section != ns_s_qd) {
        if (at + 6 > handle->_eom) return wrong(EMSGSIZE);
        rr->ttl = ns_get32(at);
        rr->rdlength = ns_get16(at + 4);
        rr->rdata = at + 6;
        at += 6 + rr->rdlength;
        if (at > handle->_eom) return wrong(EMSGSIZE);
    }
    handle->_msg_ptr = at;
    handle->_rrnum = rrnum + 1;
    return 0;
}
`;

export const NAME_SERVER_SOURCES: readonly SourceFile[] = [
  { name: 'libc/name-server-names.c', text: NAMES },
  { name: 'libc/name-server-messages.c', text: MESSAGES },
];
