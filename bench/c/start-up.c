/*
 * Runs a program and prints "WALL_NS CPU_NS" of it. With --frame it runs on a terminal of its own and is ended as soon as
 * it has drawn a line; otherwise it runs to its end and what it says is dropped.
 */
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "obey.h"

static void await_line(int terminal) {
  char seen[4096];
  for (;;) {
    ssize_t length = read(terminal, seen, sizeof seen);
    if (length <= 0) die("drawing a line");
    if (memchr(seen, '\n', (size_t)length) != NULL) return;
  }
}

int main(int argc, char **argv) {
  int frame = argc > 1 && strcmp(argv[1], "--frame") == 0;
  char **command = argv + 1 + frame;
  if (*command == NULL) die("usage");
  struct winsize size = {.ws_row = 40, .ws_col = 100};
  int terminal = -1;
  long long started = now_ns(CLOCK_MONOTONIC);
  pid_t child = frame ? forkpty(&terminal, NULL, NULL, &size) : fork();
  if (child < 0) die("fork");
  if (child == 0) {
    if (!frame) {
      int nowhere = open("/dev/null", O_RDWR);
      dup2(nowhere, 0), dup2(nowhere, 1), dup2(nowhere, 2);
    }
    execvp(command[0], command);
    _exit(127);
  }
  if (frame) {
    await_line(terminal);
    kill(child, SIGKILL);
  }
  int status;
  struct rusage used;
  if (wait4(child, &status, 0, &used) != child) die("wait4");
  long long wall = now_ns(CLOCK_MONOTONIC) - started;
  if (!frame && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) die(command[0]);
  long long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL +
                  (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
  printf("%lld %lld\n", wall, cpu);
  return 0;
}
