// <argp.h>: usage and help in glibc's columns, children with and without a header, and who is asked about what in which order.
#include <argp.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "example 1.0";
const char *argp_program_bug_address = "<bugs@example.org>";

static error_t net_parser(int key, char *arg, struct argp_state *state) {
    if (key == 'p') printf("port %s for %s\n", arg, (char *) state->input);
    else if (key == ARGP_KEY_INIT) state->hook = "a hook";
    else if (key == ARGP_KEY_END) printf("end of net, with %s\n", (char *) state->hook);
    else return ARGP_ERR_UNKNOWN;
    return 0;
}

static const struct argp_option net_options[] = {
    {"port", 'p', "PORT", 0, "Port to listen at", 0},
    {"address", 'a', "ADDRESS", OPTION_ARG_OPTIONAL, "Address to listen at", 0},
    {0},
};
static const struct argp net = {.options = net_options, .parser = net_parser, .args_doc = "[HOST]"};

static error_t parser(int key, char *arg, struct argp_state *state) {
    switch (key) {
    case 'v': printf("verbose\n"); break;
    case 'o': printf("output %s\n", arg); break;
    case 'r': printf("repeat %s\n", arg ? arg : "without a number"); break;
    case 'Z': argp_failure(state, 0, 2, "no %s", arg); break;
    case ARGP_KEY_INIT:
        state->err_stream = state->out_stream = stdout;
        state->child_inputs[0] = "the net";
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2) return ARGP_ERR_UNKNOWN;
        printf("argument %d is %s\n", (int) state->arg_num, arg);
        break;
    case ARGP_KEY_NO_ARGS: printf("no arguments\n"); break;
    case ARGP_KEY_END: if (state->arg_num < 1) argp_error(state, "one argument, please"); break;
    case ARGP_KEY_SUCCESS: printf("success\n"); break;
    case ARGP_KEY_ERROR: printf("error\n"); break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp_option options[] = {
    {"verbose", 'v', 0, 0, "Say more", 0},
    {"loud", 'l', 0, OPTION_ALIAS, 0, 0},
    {"output", 'o', "FILE", 0, "Write to FILE instead of to standard output, which is a sentence that takes more than one line", 0},
    {"a-long-name-for-an-option", 'Z', "WITH-A-VALUE", 0, "Begins below", 0},
    {0, 'x', "N", 0, "Only a letter", 0},
    {0, 0, 0, 0, "These belong together:", 0},
    {"repeat", 'r', "COUNT", OPTION_ARG_OPTIONAL, "Again", 0},
    {"hidden", 'h', 0, OPTION_HIDDEN, "Never seen", 0},
    {"not in usage", 0, 0, OPTION_DOC, "A word about something", 0},
    {"quiet", 'q', 0, OPTION_NO_USAGE, "Not in the usage", 0},
    {0},
};
static const struct argp_child children[] = {{&net, 0, "Network:", 3}, {0}};
static const struct argp argp = {
    options, parser, "FILE [WORD]\nOTHER", "Text in front of the options.\vText behind them.", children, NULL, NULL,
};

static void try(unsigned flags, const char *words) {
    char line[100], *argv[20] = {"./example"};
    int argc = 1, rest = -1;
    strcpy(line, words);
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
    printf("--- %s\n", words);
    error_t error = argp_parse(&argp, argc, argv, flags | ARGP_NO_EXIT, &rest, "input");
    printf("%d, at %d of %d\n", error, rest, argc);
}

int main(void) {
    try(0, "--help");
    try(0, "--usage");
    try(0, "--version");
    try(0, "");
    try(0, "-v one --out=file two -r -r5 -p 80 --a");
    try(0, "a b c d");
    try(ARGP_IN_ORDER, "a -v b -v");
    try(ARGP_NO_ARGS, "a -v");
    try(ARGP_LONG_ONLY, "-port 80 -verb a");
    try(0, "-- -v a");
    try(0, "-Z thing a");
    argp_help(&argp, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_SEE, "other");
    return 0;
}
// → --- --help
// → Usage: example [OPTION...] FILE [WORD] [HOST]
// →   or:  example [OPTION...] OTHER [HOST]
// → Text in front of the options.
// → 
// →   -o, --output=FILE          Write to FILE instead of to standard output, which
// →                              is a sentence that takes more than one line
// →   -v, -l, --verbose, --loud  Say more
// →   -x N                       Only a letter
// →   -Z, --a-long-name-for-an-option=WITH-A-VALUE
// →                              Begins below
// → 
// →  These belong together:
// →   -q, --quiet                Not in the usage
// →   -r, --repeat[=COUNT]       Again
// →   not in usage               A word about something
// → 
// → 
// →  Network:
// →   -a, --address[=ADDRESS]    Address to listen at
// →   -p, --port=PORT            Port to listen at
// → 
// →   -?, --help                 Give this help list
// →       --usage                Give a short usage message
// →   -V, --version              Print program version
// → 
// → Mandatory or optional arguments to long options are also mandatory or optional
// → for any corresponding short options.
// → 
// → Text behind them.
// → 
// → Report bugs to <bugs@example.org>.
// → no arguments
// → end of net, with a hook
// → example: one argument, please
// → Try `example --help' or `example --usage' for more information.
// → success
// → 0, at 2 of 2
// → --- --usage
// → Usage: example [-vl?V] [-o FILE] [-x N] [-Z WITH-A-VALUE] [-r[COUNT]]
// →             [-a[ADDRESS]] [-p PORT] [--output=FILE] [--verbose] [--loud]
// →             [--a-long-name-for-an-option=WITH-A-VALUE] [--repeat[=COUNT]]
// →             [--not in usage] [--address[=ADDRESS]] [--port=PORT] [--help]
// →             [--usage] [--version] FILE [WORD] [HOST]
// →   or:  example [OPTION...] OTHER [HOST]
// → no arguments
// → end of net, with a hook
// → example: one argument, please
// → Try `example --help' or `example --usage' for more information.
// → success
// → 0, at 2 of 2
// → --- --version
// → example 1.0
// → no arguments
// → end of net, with a hook
// → example: one argument, please
// → Try `example --help' or `example --usage' for more information.
// → success
// → 0, at 2 of 2
// → --- 
// → no arguments
// → end of net, with a hook
// → example: one argument, please
// → Try `example --help' or `example --usage' for more information.
// → success
// → 0, at 1 of 1
// → --- -v one --out=file two -r -r5 -p 80 --a
// → verbose
// → output file
// → repeat without a number
// → repeat 5
// → port 80 for the net
// → Try `example --help' or `example --usage' for more information.
// → error
// → 22, at -1 of 10
// → --- a b c d
// → argument 0 is a
// → argument 1 is b
// → success
// → 0, at 3 of 5
// → --- a -v b -v
// → argument 0 is a
// → verbose
// → argument 1 is b
// → verbose
// → end of net, with a hook
// → success
// → 0, at 5 of 5
// → --- a -v
// → success
// → 0, at 1 of 3
// → --- -port 80 -verb a
// → port 80 for the net
// → verbose
// → argument 0 is a
// → end of net, with a hook
// → success
// → 0, at 5 of 5
// → --- -- -v a
// → argument 0 is -v
// → argument 1 is a
// → end of net, with a hook
// → success
// → 0, at 4 of 4
// → --- -Z thing a
// → example: no thing: No such file or directory
// → argument 0 is a
// → end of net, with a hook
// → success
// → 0, at 4 of 4
// → Usage: other [OPTION...] FILE [WORD] [HOST]
// →   or:  other [OPTION...] OTHER [HOST]
// → Try `other --help' or `other --usage' for more information.
