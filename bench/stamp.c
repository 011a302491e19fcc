// The smallest job that records when it ran: appends "<its stdin> <first instruction> <last instruction>" to the given file,
// in nanoseconds since 1970.
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
    long long began = now();
    char body[64] = "", line[160];
    int file = open(arguments[count - 1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0 || read(0, body, sizeof body - 1) < 0) return 1;
    int length = snprintf(line, sizeof line, "%s %lld %lld\n", body, began, now());
    return write(file, line, length) == length ? 0 : 1;
}
