// The connection bench on a real kernel: an epoll server and its clients on lo, call for call what
// drivers.ts makes. Prints connections, seconds, and seconds of CPU time of both processes.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_EVENTS = 64, REQUEST_BYTES = 64, RESPONSE_BYTES = 128, BUFFER_BYTES = 512 };

static struct epoll_event events[MAX_EVENTS];
static char buffer[BUFFER_BYTES];

static void watch(int epoll, int op, int fd, unsigned what) {
  struct epoll_event event = {.events = what, .data.fd = fd};
  epoll_ctl(epoll, op, fd, &event);
}

static void serve(int listener) {
  int epoll = epoll_create1(0);
  watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
  for (;;) {
    int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int made;
        while ((made = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
          watch(epoll, EPOLL_CTL_ADD, made, EPOLLIN);
        continue;
      }
      if (read(fd, buffer, BUFFER_BYTES) > 0 && write(fd, buffer, RESPONSE_BYTES) < 0)
        exit(1);
      close(fd);
    }
  }
}

static void ask(struct sockaddr_in *to, int total, int most) {
  int epoll = epoll_create1(0);
  int started = 0, done = 0;
  while (done < total) {
    while (started < total && started - done < most) {
      int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      if (connect(fd, (struct sockaddr *)to, sizeof *to) < 0 && errno != EINPROGRESS) {
        perror("connect");
        exit(1);
      }
      watch(epoll, EPOLL_CTL_ADD, fd, EPOLLOUT);
      started++;
    }
    int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (events[i].events & EPOLLOUT) {
        if (write(fd, buffer, REQUEST_BYTES) != REQUEST_BYTES) exit(1);
        watch(epoll, EPOLL_CTL_MOD, fd, EPOLLIN);
        continue;
      }
      if (read(fd, buffer, BUFFER_BYTES) != RESPONSE_BYTES) exit(1);
      close(fd);
      done++;
    }
  }
}

static double cpu(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  int total = argc > 1 ? atoi(argv[1]) : 10000;
  int most = argc > 2 ? atoi(argv[2]) : 64;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof to;
  if (bind(listener, (struct sockaddr *)&to, length) < 0 || listen(listener, 4096) < 0) return 1;
  getsockname(listener, (struct sockaddr *)&to, &length);
  pid_t server = fork();
  if (server == 0) serve(listener);
  close(listener);
  double begin = now();
  ask(&to, total, most);
  double seconds = now() - begin;
  kill(server, SIGKILL);
  waitpid(server, NULL, 0);
  printf("%d %.6f %.6f\n", total, seconds, cpu(RUSAGE_SELF) + cpu(RUSAGE_CHILDREN));
  return 0;
}
