// <iconv.h>: each encoding to each, text that is cut off, wrong or does not fit, byte order marks.
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

static const char *why(size_t result) {
    return result != (size_t) -1 ? "fine" : errno == EILSEQ ? "EILSEQ" : errno == EINVAL ? "EINVAL" : errno == E2BIG ? "E2BIG" : "?";
}

static void convert(const char *to, const char *from, const char *text, size_t size, size_t room) {
    char out[100], *in = (char *) text, *at = out;
    size_t left = size, out_left = room;
    iconv_t cd = iconv_open(to, from);
    printf("%s to %s: ", from, to);
    if (cd == (iconv_t) -1) {
        printf("%s\n", why(-1));
        return;
    }
    size_t result = iconv(cd, &in, &left, &at, &out_left);
    printf("%d %s, %d left, %d free:", (int) result, why(result), (int) left, (int) out_left);
    for (char *c = out; c < at; c++) printf(" %02x", (unsigned char) *c);
    printf("\n");
    iconv_close(cd);
}

int main(void) {
    static const char text[] = "A\303\244\342\202\254\360\237\230\200";
    static const char *const codes[] = {"UTF-8", "utf8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "UCS-2LE",
        "UCS-4", "WCHAR_T", "ISO-8859-1", "latin1", "ISO-8859-15", "ASCII", "ISO-8859-15//TRANSLIT", "NONE"};
    for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++) convert(codes[i], "UTF-8", text, strlen(text), 100);
    convert("UTF-8", "ISO-8859-1", "a\344\244", 3, 100);
    convert("UTF-8", "ISO-8859-15", "a\344\244", 3, 100);
    convert("UTF-8", "ASCII", "a\344", 2, 100);
    convert("UTF-8", "UTF-16", "\376\377\0A\0\344", 6, 100);
    convert("UTF-8", "UTF-16", "\377\376A\0\344\0", 6, 100);
    convert("UTF-8", "UTF-16", "A\0\344\0", 4, 100);
    convert("UTF-8", "UTF-16LE", "=\330\0\336A\0", 6, 100);
    convert("UTF-8", "UTF-16LE", "=\330A\0", 4, 100);
    convert("UTF-8", "UTF-16LE", "=\330", 2, 100);
    convert("UTF-8", "UTF-16BE", "\0", 1, 100);
    convert("UTF-8", "UTF-32LE", "\0\0\1\0A\0\0", 7, 100);
    convert("UTF-8", "UTF-32LE", "\0\0\21\0", 4, 100);
    convert("UTF-16LE", "UTF-8", "a\303", 2, 100);
    convert("UTF-16LE", "UTF-8", "a\303(", 3, 100);
    convert("UTF-16LE", "UTF-8", "a\300\200", 3, 100);
    convert("UTF-16LE", "UTF-8", "a\355\240\200", 4, 100);
    convert("UTF-16LE", "UTF-8", "a\364\220\200\200", 5, 100);
    convert("UTF-16LE", "UTF-8", "abc", 3, 4);
    convert("UTF-16", "UTF-8", "abc", 3, 4);
    convert("UTF-16LE", "UTF-8", "", 0, 4);
    return 0;
}
// → UTF-8 to UTF-8: 0 fine, 0 left, 90 free: 41 c3 a4 e2 82 ac f0 9f 98 80
// → UTF-8 to utf8: 0 fine, 0 left, 90 free: 41 c3 a4 e2 82 ac f0 9f 98 80
// → UTF-8 to UTF-16: 0 fine, 0 left, 88 free: ff fe 41 00 e4 00 ac 20 3d d8 00 de
// → UTF-8 to UTF-16LE: 0 fine, 0 left, 90 free: 41 00 e4 00 ac 20 3d d8 00 de
// → UTF-8 to UTF-16BE: 0 fine, 0 left, 90 free: 00 41 00 e4 20 ac d8 3d de 00
// → UTF-8 to UTF-32: 0 fine, 0 left, 80 free: ff fe 00 00 41 00 00 00 e4 00 00 00 ac 20 00 00 00 f6 01 00
// → UTF-8 to UTF-32LE: 0 fine, 0 left, 84 free: 41 00 00 00 e4 00 00 00 ac 20 00 00 00 f6 01 00
// → UTF-8 to UTF-32BE: 0 fine, 0 left, 84 free: 00 00 00 41 00 00 00 e4 00 00 20 ac 00 01 f6 00
// → UTF-8 to UCS-2LE: -1 EILSEQ, 4 left, 94 free: 41 00 e4 00 ac 20
// → UTF-8 to UCS-4: 0 fine, 0 left, 84 free: 00 00 00 41 00 00 00 e4 00 00 20 ac 00 01 f6 00
// → UTF-8 to WCHAR_T: 0 fine, 0 left, 84 free: 41 00 00 00 e4 00 00 00 ac 20 00 00 00 f6 01 00
// → UTF-8 to ISO-8859-1: -1 EILSEQ, 7 left, 98 free: 41 e4
// → UTF-8 to latin1: -1 EILSEQ, 7 left, 98 free: 41 e4
// → UTF-8 to ISO-8859-15: -1 EILSEQ, 4 left, 97 free: 41 e4 a4
// → UTF-8 to ASCII: -1 EILSEQ, 9 left, 99 free: 41
// → UTF-8 to ISO-8859-15//TRANSLIT: 1 fine, 0 left, 96 free: 41 e4 a4 3f
// → UTF-8 to NONE: EINVAL
// → ISO-8859-1 to UTF-8: 0 fine, 0 left, 95 free: 61 c3 a4 c2 a4
// → ISO-8859-15 to UTF-8: 0 fine, 0 left, 94 free: 61 c3 a4 e2 82 ac
// → ASCII to UTF-8: -1 EILSEQ, 1 left, 99 free: 61
// → UTF-16 to UTF-8: 0 fine, 0 left, 97 free: 41 c3 a4
// → UTF-16 to UTF-8: 0 fine, 0 left, 97 free: 41 c3 a4
// → UTF-16 to UTF-8: 0 fine, 0 left, 97 free: 41 c3 a4
// → UTF-16LE to UTF-8: 0 fine, 0 left, 95 free: f0 9f 98 80 41
// → UTF-16LE to UTF-8: -1 EILSEQ, 4 left, 100 free:
// → UTF-16LE to UTF-8: -1 EINVAL, 2 left, 100 free:
// → UTF-16BE to UTF-8: -1 EINVAL, 1 left, 100 free:
// → UTF-32LE to UTF-8: -1 EINVAL, 3 left, 96 free: f0 90 80 80
// → UTF-32LE to UTF-8: -1 EILSEQ, 4 left, 100 free:
// → UTF-8 to UTF-16LE: -1 EINVAL, 1 left, 98 free: 61 00
// → UTF-8 to UTF-16LE: -1 EILSEQ, 2 left, 98 free: 61 00
// → UTF-8 to UTF-16LE: -1 EILSEQ, 2 left, 98 free: 61 00
// → UTF-8 to UTF-16LE: -1 EILSEQ, 3 left, 98 free: 61 00
// → UTF-8 to UTF-16LE: -1 EILSEQ, 4 left, 98 free: 61 00
// → UTF-8 to UTF-16LE: -1 E2BIG, 1 left, 0 free: 61 00 62 00
// → UTF-8 to UTF-16: -1 E2BIG, 2 left, 0 free: ff fe 61 00
// → UTF-8 to UTF-16LE: 0 fine, 0 left, 4 free:
