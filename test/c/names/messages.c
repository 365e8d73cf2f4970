// <arpa/nameser.h>, <resolv.h>: names packed, unpacked and refused, and an answer taken apart.
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <arpa/inet.h>
#include <errno.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

static unsigned char msg[600];

static const char *why(int result) {
    return result >= 0 ? "" : errno == EMSGSIZE ? " EMSGSIZE" : errno == ENODEV ? " ENODEV" : " ?";
}

static void dump(const unsigned char *bytes, int n) {
    for (int i = 0; i < n; i++) printf(bytes[i] > 32 && bytes[i] < 127 ? "%c" : "<%d>", bytes[i]);
    printf("\n");
}

static void names(void) {
    static const char *const texts[] = {"", ".", "a", "example.com", "example.com.", "a..b", "a\\.b.c", "\\065b", "x\\300", ".x",
        "label-of-more-than-sixty-three-bytes-which-is-one-too-many-to-be-right.com"};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        unsigned char wire[300];
        char text[300] = "";
        memset(wire, 0, sizeof wire);
        int n = ns_name_pton(texts[i], wire, sizeof wire);
        printf("'%s': %d%s", texts[i], n, why(n));
        if (n >= 0) {
            int m = ns_name_ntop(wire, text, sizeof text);
            printf(", back '%s' %d", text, m);
            m = ns_name_ntop(wire, text, 4);
            printf(", into four %d%s", m, why(m));
        }
        printf("\n");
    }
}

static void packed(void) {
    unsigned char *known[10] = {msg, NULL}, *at = msg + 12;
    static const char *const list[] = {"www.example.com", "example.com", "ftp.EXAMPLE.com", "com", "other.org", "www.other.org", ""};
    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) {
        int n = dn_comp(list[i], at, (int) (msg + sizeof msg - at), known, known + 10);
        printf("%s takes %d: ", list[i], n);
        dump(at, n);
        at += n;
    }
    unsigned char *reader = msg + 12;
    while (reader < at) {
        char text[300];
        int n = dn_expand(msg, at, reader, text, sizeof text);
        printf("'%s' of %d bytes, skip %d\n", text, n, dn_skipname(reader, at));
        reader += n;
    }
    msg[12] = 0xc0, msg[13] = 12;
    char text[300];
    int n = dn_expand(msg, at, msg + 12, text, sizeof text);
    printf("a loop: %d%s\n", n, why(n));
    n = dn_expand(msg, msg + 13, msg + 12, text, sizeof text);
    printf("cut off: %d%s\n", n, why(n));
}

static void answer(void) {
    unsigned char *known[10] = {msg, NULL}, *at = msg + 12;
    static const unsigned char head[] = {0x12, 0x34, 0x85, 0x80, 0, 1, 0, 2, 0, 0, 0, 1};
    memcpy(msg, head, sizeof head);
    at += dn_comp("example.com", at, 100, known, known + 10);
    NS_PUT16(ns_t_mx, at);
    NS_PUT16(ns_c_in, at);
    for (int i = 0; i < 2; i++) {
        at += dn_comp("example.com", at, 100, known, known + 10);
        NS_PUT16(T_MX, at);
        NS_PUT16(C_IN, at);
        NS_PUT32(3600u + i, at);
        unsigned char *length = at;
        at += 2;
        NS_PUT16(10 * (i + 1), at);
        at += dn_comp(i ? "mail2.example.com" : "mail.example.com", at, 100, known, known + 10);
        ns_put16(at - length - 2, length);
    }
    at += dn_comp("mail.example.com", at, 100, known, known + 10);
    NS_PUT16(T_A, at);
    NS_PUT16(C_IN, at);
    NS_PUT32(60, at);
    NS_PUT16(4, at);
    memcpy(at, "\300\0\2\1", 4);
    at += 4;
    ns_msg handle;
    ns_rr rr;
    int n = ns_initparse(msg, (int) (at - msg), &handle);
    printf("parsed %d of %d bytes, id %x, qr %d rcode %d aa %d tc %d rd %d ra %d opcode %d\n", n, (int) ns_msg_size(handle), ns_msg_id(handle),
           ns_msg_getflag(handle, ns_f_qr), ns_msg_getflag(handle, ns_f_rcode), ns_msg_getflag(handle, ns_f_aa),
           ns_msg_getflag(handle, ns_f_tc), ns_msg_getflag(handle, ns_f_rd), ns_msg_getflag(handle, ns_f_ra),
           ns_msg_getflag(handle, ns_f_opcode));
    for (int section = ns_s_qd; section < ns_s_max; section++) {
        for (int i = 0; i < ns_msg_count(handle, section); i++) {
            n = ns_parserr(&handle, section, i, &rr);
            printf("%d.%d: %d %s type %d class %d ttl %u length %d", section, i, n, ns_rr_name(rr), ns_rr_type(rr), ns_rr_class(rr),
                   ns_rr_ttl(rr), ns_rr_rdlen(rr));
            if (ns_rr_type(rr) == ns_t_a) printf(" %s", inet_ntoa(*(const struct in_addr *) ns_rr_rdata(rr)));
            if (ns_rr_type(rr) == ns_t_mx && section == ns_s_an) {
                char host[NS_MAXDNAME];
                ns_name_uncompress(ns_msg_base(handle), ns_msg_end(handle), ns_rr_rdata(rr) + 2, host, sizeof host);
                printf(" %d %s", ns_get16(ns_rr_rdata(rr)), host);
            }
            printf("\n");
        }
    }
    n = ns_parserr(&handle, ns_s_an, 1, &rr);
    printf("again %d %u", n, rr.ttl);
    n = ns_parserr(&handle, ns_s_an, 0, &rr);
    printf(", back %d %u", n, rr.ttl);
    n = ns_parserr(&handle, ns_s_an, -1, &rr);
    printf(", next %d %u", n, rr.ttl);
    n = ns_parserr(&handle, ns_s_an, -1, &rr);
    printf(", behind %d%s", n, why(n));
    n = ns_parserr(&handle, ns_s_ns, 0, &rr);
    printf(", none %d%s", n, why(n));
    n = ns_initparse(msg, (int) (at - msg) - 1, &handle);
    printf(", cut %d%s\n", n, why(n));
}

static void question(void) {
    unsigned char buf[100];
    int n = res_mkquery(ns_o_query, "www.example.com", ns_c_in, ns_t_aaaa, NULL, 0, NULL, buf, sizeof buf);
    printf("%d bytes: ", n);
    dump(buf + 2, n - 2);
    printf("no room: %d\n", res_mkquery(ns_o_query, "www.example.com", ns_c_in, ns_t_aaaa, NULL, 0, NULL, buf, 20));
    HEADER *header = (HEADER *) buf;
    printf("rd %d, questions %d\n", header->rd, ntohs(header->qdcount));
}

int main(void) {
    names();
    packed();
    answer();
    question();
    return 0;
}
// → '': 0, back '.' 2, into four 2
// → '.': 1, back '.' 2, into four 2
// → 'a': 0, back 'a' 2, into four 2
// → 'example.com': 0, back 'example.com' 12, into four -1 EMSGSIZE
// → 'example.com.': 1, back 'example.com' 12, into four -1 EMSGSIZE
// → 'a..b': -1 EMSGSIZE
// → 'a\.b.c': 0, back 'a\.b.c' 7, into four -1 EMSGSIZE
// → '\065b': 0, back 'Ab' 3, into four 3
// → 'x\300': -1 EMSGSIZE
// → '.x': -1 EMSGSIZE
// → 'label-of-more-than-sixty-three-bytes-which-is-one-too-many-to-be-right.com': -1 EMSGSIZE
// → www.example.com takes 17: <3>www<7>example<3>com<0>
// → example.com takes 2: <192><16>
// → ftp.EXAMPLE.com takes 6: <3>ftp<192><16>
// → com takes 2: <192><24>
// → other.org takes 11: <5>other<3>org<0>
// → www.other.org takes 6: <3>www<192>'
// →  takes 1: <0>
// → 'www.example.com' of 17 bytes, skip 17
// → 'example.com' of 2 bytes, skip 2
// → 'ftp.example.com' of 6 bytes, skip 6
// → 'com' of 2 bytes, skip 2
// → 'other.org' of 11 bytes, skip 11
// → 'www.other.org' of 6 bytes, skip 6
// → '' of 1 bytes, skip 1
// → a loop: -1 EMSGSIZE
// → cut off: -1 EMSGSIZE
// → parsed 0 of 88 bytes, id 1234, qr 1 rcode 0 aa 1 tc 0 rd 1 ra 1 opcode 0
// → 0.0: 0 example.com type 15 class 1 ttl 0 length 0
// → 1.0: 0 example.com type 15 class 1 ttl 3600 length 9 10 mail.example.com
// → 1.1: 0 example.com type 15 class 1 ttl 3601 length 10 20 mail2.example.com
// → 3.0: 0 mail.example.com type 1 class 1 ttl 60 length 4 192.0.2.1
// → again 0 3601, back 0 3600, next 0 3601, behind -1 ENODEV, none -1 ENODEV, cut -1 EMSGSIZE
// → 33 bytes: <1><0><0><1><0><0><0><0><0><0><3>www<7>example<3>com<0><0><28><0><1>
// → no room: -1
// → rd 1, questions 0
