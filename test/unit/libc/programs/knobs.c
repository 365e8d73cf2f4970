// /proc/sys as files and folders; what /proc says its entries are.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void first_line(const char *path) {
    char line[200] = "";
    FILE *f = fopen(path, "r");
    printf("%s: %s", path, f && fgets(line, sizeof line, f) ? line : "none\n");
    if (f) fclose(f);
}

/* Whether a folder has an entry, and of what kind that is. */
static void has(const char *folder, const char *name) {
    DIR *dir = opendir(folder);
    struct dirent *entry = NULL;
    while (dir && (entry = readdir(dir)) && strcmp(entry->d_name, name) != 0) ;
    printf("%s has %s: %d\n", folder, name, entry ? entry->d_type : -1);
    if (dir) closedir(dir);
}

int main(void) {
    first_line("/proc/sys/kernel/ostype");
    first_line("/proc/sys/net/ipv4/ip_default_ttl");
    first_line("/proc/sys/net/ipv4/tcp_adv_win_scale");
    first_line("/proc/sys/net/ipv4/tcp_sack");
    first_line("/proc/sys/fs/nr_open");
    first_line("/proc/sys/fs/pipe-max-size");
    first_line("/proc/sys/net/core/rmem_default");
    first_line("/proc/sys/net/unix/none");
    has("/proc", "self");
    has("/proc", "sys");
    has("/proc/sys", "net");
    has("/proc/sys/net", "core");
    has("/proc/sys/net/core", "somaxconn");
    has("/proc/sys/net/core", "tcp_sack");
    has("/proc/sys/net/ipv4", "tcp_rmem");
    has("/proc/sys/kernel", "pid_max");
    has("/proc/self/fd", "1");
    has("/proc/self", "task");
    has("/proc/self", "exe");
    char max[100] = "";
    FILE *f = fopen("/proc/sys/kernel/pid_max", "r");
    if (f && fgets(max, sizeof max, f)) printf("%d\n", atoi(max) >= 32768);
    f = fopen("/proc/sys/net/ipv4/tcp_congestion_control", "r");
    if (f && fgets(max, sizeof max, f)) printf("%d\n", strcmp(max, "cubic\n") == 0 || strcmp(max, "bbr\n") == 0 || strcmp(max, "reno\n") == 0);
    return 0;
}
