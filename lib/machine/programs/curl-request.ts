// The middle of curl.c: where to, what to ask, and the connection that carries it.
//
// Source: strace of curl 7.88.1; the options of the socket are the ones it sets.

export const CURL_REQUEST = String.raw`
static int bad_url(void) {
    strcpy(message, "URL using bad/illegal format or missing URL");
    return BAD_URL;
}

// /a/./b/../c is /a/c (RFC 3986, 5.2.4); what stands behind a question mark stays.
static void remove_dots(char *path) {
    char *in = path, *out = path, *end = path + strcspn(path, "?");
    while (in < end) {
        size_t n = 1 + strcspn(in + 1, "/?");
        int one = n == 2 && in[1] == '.', two = n == 3 && memcmp(in, "/..", 3) == 0;
        if (two)
            while (out > path && *--out != '/');
        if (!one && !two) memmove(out, in, n), out += n;
        else if (in + n == end) *out++ = '/';
        in += n;
    }
    memmove(out, end, strlen(end) + 1);
}

// http://host:port/path, where all but the host may be missing.
static int read_url(const char *url) {
    const char *scheme_end = strstr(url, "://");
    const char *host = scheme_end ? scheme_end + 3 : url;
    if (scheme_end && (scheme_end - url != 4 || strncasecmp(url, "http", 4) != 0))
        return fail(BAD_PROTOCOL, "Protocol \"%.*s\" not supported or disabled in libcurl",
                    (int) (scheme_end - url), url);
    size_t host_length = strcspn(host, "/?#");
    const char *path = host + host_length;
    const char *colon = memchr(host, ':', host_length);
    target.port = 80;
    if (colon) {
        char *end;
        long port = strtol(colon + 1, &end, 10);
        int empty = colon + 1 == path;
        if (end != path || port < 0 || port > 65535 || (!empty && !isdigit((unsigned char) colon[1])))
            return bad_url();
        if (!empty) target.port = port;
        host_length = colon - host;
    }
    if (host_length == 0 || host_length >= sizeof target.host || memchr(host, ' ', host_length))
        return bad_url();
    memcpy(target.host, host, host_length);
    // The part behind # is the reader's business and never goes to the server.
    snprintf(target.path, sizeof target.path, "%s%.*s", *path == '/' ? "" : "/",
             (int) strcspn(path, "#"), path);
    if (!options.path_as_is) remove_dots(target.path);
    return OK;
}

// Finds the header that the user gave for this name; "Name:" alone means: leave it out.
static const char *custom_header(const char *name) {
    size_t length = strlen(name);
    for (int i = 0; i < options.header_count; i++) {
        const char *header = options.headers[i];
        if (strncasecmp(header, name, length) == 0 && header[length] == ':') return header;
    }
    return NULL;
}

static int is_empty_header(const char *header) {
    const char *colon = strchr(header, ':');
    return !colon || colon[1 + strspn(colon + 1, " ")] == '\0';
}

static char head[16384];
static size_t head_length;

static void add(const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vsnprintf(head + head_length, sizeof head - head_length, format, arg);
    va_end(arg);
    if (n > 0) head_length += n;
    if (head_length >= sizeof head) head_length = sizeof head - 1;
}

static void build_head(void) {
    const char *method = options.method ? options.method
                         : options.head ? "HEAD"
                         : options.data ? "POST"
                                        : "GET";
    const char *host = custom_header("Host");
    add("%s %s HTTP/1.%d\r\n", method, target.path, options.http10 ? 0 : 1);
    if (host && !is_empty_header(host)) add("%s\r\n", host);
    else if (!host && target.port == 80) add("Host: %s\r\n", target.host);
    else if (!host) add("Host: %s:%d\r\n", target.host, target.port);
    if (options.range[0] && !custom_header("Range")) add("Range: bytes=%s\r\n", options.range);
    if (!custom_header("User-Agent")) add("User-Agent: %s\r\n", options.agent);
    if (!custom_header("Accept")) add("Accept: */*\r\n");
    for (int i = 0; i < options.header_count; i++)
        if (options.headers[i] != host && !is_empty_header(options.headers[i]))
            add("%s\r\n", options.headers[i]);
    if (options.data) {
        if (!custom_header("Content-Length")) add("Content-Length: %zu\r\n", options.data_length);
        if (!custom_header("Content-Type"))
            add("Content-Type: application/x-www-form-urlencoded\r\n");
    }
    add("\r\n");
}

static void trace_head(void) {
    if (!options.verbose) return;
    for (char *line = head; *line;) {
        int length = strcspn(line, "\n") + 1;
        fprintf(stderr, "> %.*s", length, line);
        line += length;
    }
    traced_data = 0;
}

// How long poll may still wait: -1 for ever, 0 when the time is up.
static int time_left(long limit_ms) {
    if (limit_ms == 0) return -1;
    long left = start_ms + limit_ms - now_ms();
    return left > 0 ? left : 0;
}

static int timed_out(void) {
    long ms = now_ms() - start_ms;
    if (reply.size >= 0 && !reply.in_head)
        return fail(TIMED_OUT,
                    "Operation timed out after %ld milliseconds with %ld out of %ld bytes received", ms,
                    reply.received, reply.size);
    return fail(TIMED_OUT, "Operation timed out after %ld milliseconds with %ld bytes received", ms,
                reply.received);
}

// A non-blocking connect: the kernel shakes hands, poll says when, SO_ERROR how it went.
static int connect_to(struct in_addr address) {
    inet_ntop(AF_INET, &address, target.address, sizeof target.address);
    int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (fd < 0) return -1;
    info("  Trying %s:%d...", target.address, target.port);
    int on = 1, seconds = 60, error = 0;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof seconds);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);

    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(target.port)};
    peer.sin_addr = address;
    if (connect(fd, (struct sockaddr *) &peer, sizeof peer) < 0 && errno != EINPROGRESS) {
        info("Immediate connect fail for %s: %s", target.address, strerror(errno));
        close(fd);
        return -1;
    }
    int own_limit = options.connect_ms && (!options.max_ms || options.connect_ms < options.max_ms);
    long limit = own_limit ? options.connect_ms : options.max_ms;
    struct pollfd wait = {.fd = fd, .events = POLLOUT};
    if (poll(&wait, 1, time_left(limit)) == 0) {
        if (own_limit) info("ipv4 connect timeout after %ldms, move on!", limit);
        close(fd);
        errno = own_limit ? ETIME : EAGAIN;  // two limits, two messages
        return -1;
    }
    socklen_t length = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        info("connect to %s port %d failed: %s", target.address, target.port, strerror(error));
        close(fd);
        errno = error;
        return -1;
    }
    struct sockaddr_in end;
    length = sizeof end;
    getsockname(fd, (struct sockaddr *) &end, &length);
    length = sizeof end;
    getpeername(fd, (struct sockaddr *) &end, &length);
    info("Connected to %s (%s) port %d (#0)", target.host, target.address, target.port);
    return fd;
}

// Sends piece after piece, and waits for room before each but the first.
static int send_all(int fd, const char *bytes, size_t n) {
    while (n > 0) {
        size_t piece = n < SEND_BYTES ? n : SEND_BYTES;
        ssize_t sent = sendto(fd, bytes, piece, MSG_NOSIGNAL, NULL, 0);
        if (sent < 0 && errno != EAGAIN) return fail(SEND_ERROR, "Send failure: %s", strerror(errno));
        if (sent > 0) {
            bytes += sent;
            n -= sent;
        }
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        if (n > 0 && poll(&wait, 1, time_left(options.max_ms)) == 0) return timed_out();
    }
    return OK;
}

static int send_request(int fd) {
    build_head();
    size_t body = options.data ? options.data_length : 0;
    size_t together = body < POST_WITH_HEAD ? body : 0;
    char *first = malloc(head_length + together + 1);
    memcpy(first, head, head_length);
    if (together) memcpy(first + head_length, options.data, together);
    int status = send_all(fd, first, head_length + together);
    free(first);
    if (status != OK) return status;
    trace_head();
    trace_data('}', body);
    if (body == together) return OK;
    status = send_all(fd, options.data, body);
    if (status == OK) info("We are completely uploaded and fine");
    return status;
}
`;
