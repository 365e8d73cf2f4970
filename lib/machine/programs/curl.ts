// curl: a small program that behaves like curl 7.88.1 where plain HTTP is concerned.
//
// One idea: it is an ordinary guest program in C. It makes the calls that the real one makes, in
// the same order, and says what the real one says; gcc compiles it too.
//
// Source: strace and output of curl 7.88.1 (Debian 12) against the same servers.
// Departs: http only, IPv4 only (real curl also tries ::1 for localhost), no redirects, one URL, no progress
// meter and so no wake-ups to redraw it, whole lines on stderr where curl writes single characters,
// no helper socketpair; the answer to a large POST is read when all of it has been sent.

import type { SourceFile } from '../../cc/compile.ts';
import { CURL_REQUEST } from './curl-request.ts';

const OPTIONS = String.raw`// curl: ask a server for something over HTTP.

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#define __need_tcp_options  /* and not how a segment is laid out */
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    OK = 0,
    BAD_PROTOCOL = 1,
    BAD_USE = 2,
    BAD_URL = 3,
    NO_HOST = 6,
    NO_CONNECTION = 7,
    PARTIAL = 18,
    HTTP_ERROR = 22,
    WRITE_ERROR = 23,
    READ_ERROR = 26,
    TIMED_OUT = 28,
    EMPTY_REPLY = 52,
    SEND_ERROR = 55,
    RECV_ERROR = 56,
};

#define RECEIVE_BYTES 102400
#define SEND_BYTES 65536
#define POST_WITH_HEAD 65536  // a body shorter than this goes out together with the head

static struct options {
    int verbose, silent, show_error, include, head, http10, fail, path_as_is;
    char *data, *method, *output, *agent, *write_out, *url;
    size_t data_length;
    char *headers[64], range[64];
    int header_count;
    long max_ms, connect_ms;
} options = {.agent = "curl/7.88.1"};

static struct target {
    char host[256], path[2048], address[INET_ADDRSTRLEN];
    int port;
} target;

static struct reply {
    int status, in_head, chunked, close, wordless;  // wordless: neither size, chunks nor close
    long size, received;                            // of the body; -1: unknown
    long chunk;                                     // bytes left of this chunk
    enum { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER, DONE } chunk_state;
    char line[8192];
    size_t line_length;
    long body_bytes;
} reply;

static FILE *output;
static char message[300];
static int traced_data;  // "{ [n bytes data]" is said once for consecutive pieces
static long start_ms;
static int kept_fd = -1;  // a connection that could be used again, until the end of the program

static long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// What -v tells on stderr: "* " what curl does, "> " and "< " the heads of request and reply.
static void info(const char *format, ...) {
    if (!options.verbose) return;
    va_list arg;
    char text[400];
    va_start(arg, format);
    vsnprintf(text, sizeof text, format, arg);
    va_end(arg);
    fprintf(stderr, "* %s\n", text);
    traced_data = 0;
}

// Keeps the message for the end and returns the exit status that goes with it.
static int fail(int status, const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    vsnprintf(message, sizeof message, format, arg);
    va_end(arg);
    info("%s", message);
    return status;
}

static void trace_data(char mark, long bytes) {
    // On a terminal the data itself is seen.
    if (!options.verbose || traced_data || bytes == 0 || (!options.output && isatty(1))) return;
    fprintf(stderr, "%c [%ld bytes data]\n", mark, bytes);
    traced_data = 1;
}

// -d @name takes the file without its line ends.
static char *read_file(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) return NULL;
    size_t size = 4096, n = 0;
    char *text = malloc(size);
    for (int c; (c = getc(file)) != EOF;) {
        if (c == '\r' || c == '\n') continue;
        if (n + 1 == size) text = realloc(text, size *= 2);
        text[n++] = c;
    }
    text[n] = '\0';
    fclose(file);
    return text;
}

// Several -d are joined by '&', as the fields of a form are.
static int add_data(char *value) {
    if (value[0] == '@') value = read_file(value + 1);
    if (!value) return 0;
    size_t before = options.data ? options.data_length + 1 : 0;
    char *joined = malloc(before + strlen(value) + 1);
    if (before) sprintf(joined, "%s&", options.data);
    strcpy(joined + before, value);
    options.data = joined;
    options.data_length = strlen(joined);
    return 1;
}

static const struct option {
    char letter;
    const char *name;
    int has_value;
} known[] = {
    {'v', "verbose", 0}, {'s', "silent", 0},     {'S', "show-error", 0}, {'i', "include", 0},
    {'I', "head", 0},    {'0', "http1.0", 0},    {'f', "fail", 0},       {'d', "data", 1},
    {'X', "request", 1}, {'H', "header", 1},     {'o', "output", 1},     {'A', "user-agent", 1},
    {'m', "max-time", 1}, {'w', "write-out", 1}, {'C', "connect-timeout", 1},
    {'U', "url", 1},     {'4', "ipv4", 0},       {'N', "no-buffer", 0},  {'r', "range", 1},
    {'P', "path-as-is", 0},
};

static void set_range(const char *value) {
    if (strchr(value, '-') || !isdigit((unsigned char) *value)) {
        snprintf(options.range, sizeof options.range, "%s", value);
        return;
    }
    if (!options.silent)
        fputs("Warning: A specified range MUST include at least one dash (-). Appending one \n"
              "Warning: for you!\n", stderr);
    snprintf(options.range, sizeof options.range, "%lu-", strtoul(value, NULL, 10));
}

static int apply(char letter, char *value) {
    switch (letter) {
    case 'v': options.verbose = 1; break;
    case 's': options.silent = 1; break;
    case 'S': options.show_error = 1; break;
    case 'i': options.include = 1; break;
    case 'I': options.head = 1; break;
    case '0': options.http10 = 1; break;
    case 'f': options.fail = 1; break;
    case 'd': return add_data(value);
    case 'X': options.method = value; break;
    case 'o': options.output = value; break;
    case 'A': options.agent = value; break;
    case 'w': options.write_out = value; break;
    case 'm': options.max_ms = atof(value) * 1000; break;
    case 'C': options.connect_ms = atof(value) * 1000; break;
    case 'U':
        if (options.url) {
            fprintf(stderr, "curl: here one URL is asked for at a time, not %s too\n", value);
            return 0;
        }
        options.url = value;
        break;
    case 'r': set_range(value); break;
    case 'P': options.path_as_is = 1; break;
    case 'H':
        if (options.header_count < 64) options.headers[options.header_count++] = value;
        break;
    }
    return 1;
}

static int bad_use(const char *option, const char *what) {
    if (option) fprintf(stderr, "curl: option %s: %s\n", option, what);
    fprintf(stderr, "curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 0;
}

static const struct option *find_option(const char *name, char letter) {
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (name ? strcmp(known[i].name, name) == 0 : known[i].letter == letter && !isupper(letter))
            return &known[i];
        if (!name && known[i].letter == letter && strchr("SIXHAN", letter)) return &known[i];
    }
    return NULL;
}

static int read_options(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (word[0] != '-' || word[1] == '\0') {
            if (!apply('U', word)) return 0;
            continue;
        }
        int is_long = word[1] == '-';
        // Short options may stand together, and the last of them may have its value attached.
        for (char *letter = word + 1; *letter; letter++) {
            const struct option *option = find_option(is_long ? word + 2 : NULL, *letter);
            if (!option) return bad_use(word, "is unknown");
            char *value = NULL;
            if (option->has_value) {
                value = !is_long && letter[1] ? letter + 1 : argv[++i];
                if (i >= argc) return bad_use(word, "requires parameter");
            }
            if (!apply(option->letter, value))
                return option->letter == 'U' ? 0 : bad_use(word, "error encountered when reading a file");
            if (is_long || option->has_value) break;
        }
    }
    return options.url ? 1 : bad_use(NULL, NULL);
}
`;

const REPLY = String.raw`
static void put(const char *bytes, size_t n) {
    reply.received += n;
    fwrite(bytes, 1, n, output);
}

// Takes one line of the reply's head, with its end. Returns OK or why this is no HTTP.
static int head_line(const char *line) {
    if (reply.status == 0) {
        int minor;
        if (sscanf(line, "HTTP/1.%d %d", &minor, &reply.status) != 2)
            return fail(BAD_PROTOCOL, "Received HTTP/0.9 when not allowed");
        if (minor == 0) {
            reply.close = 1;
            info("HTTP 1.0, assume close after body");
        }
    } else if (strncasecmp(line, "Content-Length:", 15) == 0) {
        reply.size = atol(line + 15);
    } else if (strncasecmp(line, "Transfer-Encoding:", 18) == 0) {
        reply.chunked = strstr(line, "chunked") != NULL;
    } else if (strncasecmp(line, "Connection:", 11) == 0) {
        const char *value = line + 11 + strspn(line + 11, " ");
        if (strncasecmp(value, "close", 5) == 0) reply.close = 1;
        if (strncasecmp(value, "keep-alive", 10) == 0) reply.close = 0;
    }
    int last = line[0] == '\n' || line[0] == '\r';
    if (last && reply.status / 100 != 1) {
        int no_body = options.head || reply.status == 204 || reply.status == 304;
        if (no_body) reply.chunked = 0;
        if (!no_body && !reply.chunked && reply.size < 0 && !reply.close) {
            info("no chunk, no close, no size. Assume close to signal end");
            reply.close = 1;
        }
        if (no_body) reply.size = 0;
        reply.in_head = 0;
    }
    if (options.verbose) fprintf(stderr, "< %s", line);
    traced_data = 0;
    if (options.include || options.head) fputs(line, output);
    if (last && reply.in_head) reply.status = 0;  // 100 Continue: the real reply comes next
    return OK;
}

// Takes bytes of a body in chunks: size in hex, line end, bytes, line end, until a size of 0.
static void take_chunked(const char *bytes, size_t n) {
    for (size_t i = 0; i < n && reply.chunk_state != DONE;) {
        if (reply.chunk_state == CHUNK_DATA) {
            size_t part = (size_t) reply.chunk < n - i ? (size_t) reply.chunk : n - i;
            put(bytes + i, part);
            i += part;
            reply.chunk -= part;
            if (reply.chunk == 0) reply.chunk_state = CHUNK_END;
            continue;
        }
        char c = bytes[i++];
        if (c != '\n') {
            if (reply.line_length < sizeof reply.line - 1) reply.line[reply.line_length++] = c;
            continue;
        }
        reply.line[reply.line_length] = '\0';
        int blank = reply.line_length == 0 || reply.line[0] == '\r';
        reply.line_length = 0;
        if (reply.chunk_state == CHUNK_SIZE) {
            reply.chunk = strtol(reply.line, NULL, 16);
            reply.chunk_state = reply.chunk > 0 ? CHUNK_DATA : TRAILER;
        } else if (reply.chunk_state == CHUNK_END) {
            reply.chunk_state = CHUNK_SIZE;
        } else if (blank) {
            reply.chunk_state = DONE;
        }
    }
}

static void take_body(const char *bytes, size_t n) {
    if (n == 0) return;
    if (!options.head) trace_data('{', n);
    if (reply.chunked) {
        take_chunked(bytes, n);
        return;
    }
    size_t wanted = n;
    if (reply.size >= 0 && (long) n > reply.size - reply.received) wanted = reply.size - reply.received;
    if (wanted < n && options.head)
        info("Excess found: excess = %zu url = %s (zero-length body)", n - wanted, target.path);
    else if (wanted < n) {
        info("Excess found in a read: excess = %zu, size = %ld, maxdownload = %ld, bytecount = %ld",
             n - wanted, reply.size, reply.size, reply.received);
        reply.close = 1;
    }
    put(bytes, wanted);
}

static int is_complete(void) {
    if (reply.in_head) return 0;
    if (reply.chunked) return reply.chunk_state == DONE;
    return reply.size >= 0 && reply.received >= reply.size;
}

// Splits what has arrived into lines of the head, and the body behind the empty line.
static int take(const char *bytes, size_t n) {
    size_t i = 0;
    while (i < n && reply.in_head) {
        if (reply.line_length < sizeof reply.line - 1) reply.line[reply.line_length++] = bytes[i];
        if (bytes[i++] != '\n') continue;
        reply.line[reply.line_length] = '\0';
        reply.line_length = 0;
        int status = head_line(reply.line);
        if (status != OK) return status;
    }
    if (!reply.in_head && options.fail && reply.status >= 400)
        return fail(HTTP_ERROR, "The requested URL returned error: %d", reply.status);
    if (!reply.in_head) take_body(bytes + i, n - i);
    return OK;
}

// The server has closed: that ends a body without a size, and is an error anywhere else.
static int at_end(void) {
    if (reply.in_head && reply.status == 0) return fail(EMPTY_REPLY, "Empty reply from server");
    if (reply.chunked)
        return fail(PARTIAL, "transfer closed with outstanding read data remaining");
    if (reply.size >= 0)
        return fail(PARTIAL, "transfer closed with %ld bytes remaining to read",
                    reply.size - reply.received);
    return OK;
}

static int receive(int fd) {
    char *bytes = malloc(RECEIVE_BYTES);
    int status = OK;
    reply.in_head = 1;
    reply.size = -1;
    while (status == OK && !is_complete()) {
        struct pollfd wait = {.fd = fd, .events = POLLIN | POLLPRI | POLLRDNORM | POLLRDBAND};
        if (poll(&wait, 1, time_left(options.max_ms)) == 0) {
            status = timed_out();
            break;
        }
        ssize_t n = recvfrom(fd, bytes, RECEIVE_BYTES, 0, NULL, NULL);
        if (n < 0 && errno == EAGAIN) continue;
        if (n < 0) status = fail(RECV_ERROR, "Recv failure: %s", strerror(errno));
        else if (n > 0) status = take(bytes, n);
        else {
            status = at_end();
            break;
        }
    }
    free(bytes);
    return status;
}

static int closing(int status) {
    info("Closing connection 0");
    return status;
}

static int run(void) {
    int status = read_url(options.url);
    if (status != OK) {
        info("Closing connection -1");
        return status;
    }
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(target.host, NULL, &hints, &found) != 0)
        return closing(fail(NO_HOST, "Could not resolve host: %s", target.host));
    struct in_addr address = ((struct sockaddr_in *) found->ai_addr)->sin_addr;
    freeaddrinfo(found);

    int fd = connect_to(address);
    if (fd < 0) {
        int why = errno;
        long ms = now_ms() - start_ms;
        if (why == EAGAIN)
            return closing(fail(TIMED_OUT, "Connection timed out after %ld milliseconds", ms));
        return closing(fail(why == ETIME || why == ETIMEDOUT ? TIMED_OUT : NO_CONNECTION,
                            "Failed to connect to %s port %d after %ld ms: %s", target.host,
                            target.port, ms,
                            why == ETIME ? "Timeout was reached" : "Couldn't connect to server"));
    }
    status = send_request(fd);
    if (status == OK) status = receive(fd);
    if (status == OK && !reply.close) {
        info("Connection #0 to host %s left intact", target.host);
        kept_fd = fd;
        return OK;
    }
    close(fd);
    return closing(status);
}

// -w: %{http_code}, %{size_download} and the usual escapes.
static void write_out(const char *format) {
    for (const char *p = format; *p; p++) {
        if (strncmp(p, "%{http_code}", 12) == 0) printf("%03d", reply.status), p += 11;
        else if (strncmp(p, "%{response_code}", 16) == 0) printf("%03d", reply.status), p += 15;
        else if (strncmp(p, "%{size_download}", 16) == 0) printf("%ld", reply.received), p += 15;
        else if (strncmp(p, "\\n", 2) == 0) putchar('\n'), p++;
        else if (strncmp(p, "\\t", 2) == 0) putchar('\t'), p++;
        else putchar(*p);
    }
}

int main(int argc, char **argv) {
    if (!read_options(argc, argv)) return BAD_USE;
    start_ms = now_ms();
    output = options.output ? fopen(options.output, "w") : stdout;
    if (!output) {
        fprintf(stderr, "curl: (%d) Failed writing body\n", WRITE_ERROR);
        return WRITE_ERROR;
    }
    int status = run();
    if (status != OK && (!options.silent || options.show_error))
        fprintf(stderr, "curl: (%d) %s\n", status, message);
    fflush(output);
    if (options.write_out) write_out(options.write_out);
    if (kept_fd >= 0) close(kept_fd);
    return status;
}
`;

export const CURL: SourceFile = { name: 'curl.c', text: OPTIONS + CURL_REQUEST + REPLY };
