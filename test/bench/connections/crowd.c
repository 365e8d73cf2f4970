// What many open connections cost a real kernel: crowds of several sizes stand open on lo, and requests
// go over all of a crowd in turn, with strides and as many under way as model.ts's keepers have. Prints,
// for each size, the CPU time of a request and its answer in µs, and by how much that is longer than in
// the first crowd: of the rounds in which all took turns, the one in the middle.
//
// A crowd is made of pairs of a client and a server, as a process may have fewer open files than it has
// connections; the pairs take turns.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_EVENTS = 64, REQUEST_BYTES = 64, RESPONSE_BYTES = 128, BUFFER_BYTES = 512 };
enum { MOST_CROWDS = 8, REQUESTS = 10000, ROUNDS = 9, AT_ONCE = 128, STRIDE = 7919 };
enum { PER_PAIR = 15000, MOST_PAIRS = 8 };

struct pair {
  pid_t client, server;
  /** Where the client hears how many requests to send, and says that all have been answered. */
  int orders, reports;
};

struct crowd {
  int open, pairs;
  struct pair pair[MOST_PAIRS];
  double round[ROUNDS];
};

static struct epoll_event events[MAX_EVENTS];
static char buffer[BUFFER_BYTES];

static void check(int ok, const char *what) {
  if (ok) return;
  perror(what);
  exit(1);
}

static void watch(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void serve(int listener) {
  int epoll = epoll_create1(0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  watch(epoll, listener);
  for (;;) {
    int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int made;
        while ((made = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) watch(epoll, made);
      } else if (read(fd, buffer, BUFFER_BYTES) <= 0 ||
                 write(fd, buffer, RESPONSE_BYTES) != RESPONSE_BYTES) {
        exit(1);
      }
    }
  }
}

static void ask(int epoll, const int *fds, int open, int requests) {
  static long next;
  int started = 0, answered = 0;
  while (answered < requests) {
    for (; started < requests && started - answered < AT_ONCE; started++) {
      int fd = fds[next++ * STRIDE % open];
      check(write(fd, buffer, REQUEST_BYTES) == REQUEST_BYTES, "write");
    }
    int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
    for (int i = 0; i < count; i++) {
      check(read(events[i].data.fd, buffer, BUFFER_BYTES) == RESPONSE_BYTES, "read");
      answered++;
    }
  }
}

/** Opens its connections, asks on each once, and then whenever it is told to. */
static void be_client(const struct sockaddr_in *to, int open, int orders, int reports) {
  int epoll = epoll_create1(0);
  int *fds = malloc(open * sizeof *fds);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int i = 0; i < open; i++) {
    fds[i] = socket(AF_INET, SOCK_STREAM, 0);
    check(fds[i] >= 0 && connect(fds[i], (const struct sockaddr *)to, sizeof *to) == 0, "connect");
    watch(epoll, fds[i]);
  }
  for (int requests = open;;) {
    ask(epoll, fds, open, requests);
    check(write(reports, "", 1) == 1, "report");
    check(read(orders, &requests, sizeof requests) == sizeof requests, "orders");
  }
}

static void hear(const struct pair *pair) {
  char done;
  check(read(pair->reports, &done, 1) == 1, "a client's report");
}

static void open_pair(struct pair *pair, int open) {
  int orders[2], reports[2];
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof to;
  check(bind(listener, (struct sockaddr *)&to, length) == 0 && listen(listener, 4096) == 0, "listen");
  getsockname(listener, (struct sockaddr *)&to, &length);
  check(pipe(orders) == 0 && pipe(reports) == 0, "pipe");
  if ((pair->server = fork()) == 0) serve(listener);
  if ((pair->client = fork()) == 0) be_client(&to, open, orders[0], reports[1]);
  close(listener);
  close(orders[0]);
  close(reports[1]);
  pair->orders = orders[1];
  pair->reports = reports[0];
  hear(pair);
}

static void open_crowd(struct crowd *crowd, int open) {
  crowd->open = open;
  crowd->pairs = (open + PER_PAIR - 1) / PER_PAIR;
  check(crowd->pairs <= MOST_PAIRS, "too many connections");
  for (int i = 0; i < crowd->pairs; i++)
    open_pair(&crowd->pair[i], open * (i + 1L) / crowd->pairs - open * (long)i / crowd->pairs);
}

static double seconds(clockid_t clock) {
  struct timespec time;
  check(clock_gettime(clock, &time) == 0, "clock_gettime");
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double cpu(const struct pair *pair) {
  clockid_t client, server;
  check(clock_getcpuclockid(pair->client, &client) == 0, "clock_getcpuclockid");
  check(clock_getcpuclockid(pair->server, &server) == 0, "clock_getcpuclockid");
  return seconds(client) + seconds(server);
}

/** Sends requests over all of a crowd; the CPU time of each, in µs. */
static double go_over(const struct crowd *crowd) {
  int requests = REQUESTS / crowd->pairs;
  double spent = 0;
  for (int i = 0; i < crowd->pairs; i++) {
    const struct pair *pair = &crowd->pair[i];
    double before = cpu(pair);
    check(write(pair->orders, &requests, sizeof requests) == sizeof requests, "order");
    hear(pair);
    spent += cpu(pair) - before;
  }
  return spent * 1e6 / (requests * crowd->pairs);
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values) {
  qsort(values, ROUNDS, sizeof *values, compare);
  return values[ROUNDS / 2];
}

int main(int argc, char **argv) {
  static struct crowd crowds[MOST_CROWDS];
  static double ratios[MOST_CROWDS][ROUNDS];
  int count = argc - 1 < MOST_CROWDS ? argc - 1 : MOST_CROWDS;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &files) == 0, "setrlimit");
  for (int i = 0; i < count; i++) open_crowd(&crowds[i], atoi(argv[i + 1]));
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < count; i++) {
      crowds[i].round[round] = go_over(&crowds[i]);
      ratios[i][round] = crowds[i].round[round] / crowds[0].round[round];
    }
  }
  for (int i = 0; i < count; i++)
    printf("%d %.3f %.3f\n", crowds[i].open, median(crowds[i].round), median(ratios[i]));
  return 0;
}
