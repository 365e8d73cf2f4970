// crypt(): each way, salts short and long, lengths of keys around a block, rounds told, settings that are none.
#define _GNU_SOURCE
#include <crypt.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    static const char *const settings[] = {
        "$1$ab$", "$1$eightlet", "$1$muchlongerthaneight$ignored", "$1$$", "$5$rounds=1000$salt", "$5$saltsaltsaltsalt$",
        "$5$rounds=1234$x$", "$6$rounds=1000$salt$", "$6$rounds=1001$sixteenletters.and.more", "$6$s$",
    };
    static const char *const wrong[] = {"", "a", "*0", "*1", "$9$salt", "$6$rounds=10$a", "$6$rounds=07000$a", "$5$rounds=x$a", "$1$a:b$", "$6$a:b"};
    static const int lengths[] = {0, 1, 7, 16, 31, 55, 56, 64, 65, 111, 112, 130};
    char key[200];
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) puts(crypt("open sesame", settings[i]));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        int n = lengths[i];
        memset(key, 'k', n);
        key[n] = '\0';
        printf("%d %s\n", n, crypt(key, "$1$salt$"));

        printf("%d %s\n", n, crypt(key, "$5$rounds=1000$salt"));
        printf("%d %s\n", n, crypt(key, "$6$rounds=1000$salt"));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        errno = 0;
        const char *made = crypt("key", wrong[i]);
        printf("'%s': %s %d\n", wrong[i], made, errno == EINVAL);
    }
    struct crypt_data data = {0};
    const char *stored = "$5$rounds=1000$salt$";
    char kept[128];
    strcpy(kept, crypt_r("secret", stored, &data));
    printf("%d %d\n", strcmp(crypt("secret", kept), kept), strcmp(crypt("Secret", kept), kept) != 0);
    return 0;
}
