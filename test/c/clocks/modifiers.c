// strftime: E and O before letters that take none, and what flags and widths fill up with.
#include <stdio.h>
#include <time.h>

int main(void) {
    struct tm tm = {.tm_year = 126, .tm_mon = 1, .tm_mday = 8, .tm_hour = 9, .tm_wday = 0, .tm_yday = 38};
    const char *formats[] = {"%Ey %Od %EY", "%Ea %Ed %OA %OF %EH", "%-5d|%-3H|%5d|%_5d|%05d", "%12s|%012s|%-12s", "%^P %#P %^p %#p", "%#c", "%#a %^a"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char text[100];
        strftime(text, sizeof text, formats[i], &tm);
        puts(text);
    }
    return 0;
}
// → 26 08 2026
// → %Ea %Ed %OA %OF %EH
// →     8|  9|00008|    8|00008
// →   1770541200|001770541200|  1770541200
// → am am AM am
// → Sun Feb  8 09:00:00 2026
// → SUN SUN
