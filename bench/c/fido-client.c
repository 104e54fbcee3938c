/*
 * A client on UDP, 64-byte reports: the bare echo of one datagram, and libfido2's getInfo.
 * Usage: fido-client ECHO_PORT KEY_PORT TERSE_KEY_PORT
 */
#include <arpa/inet.h>
#include <fido.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "obey.h"

static int echo_socket;
static fido_dev_t *key, *terse_key;

static int connected(const char *port) {
  struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  struct timeval patience = {.tv_sec = 5};
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(s, (struct sockaddr *)&peer, sizeof peer) != 0) die("connect");
  return s;
}

static void *port_open(const char *port) {
  int *s = malloc(sizeof *s);
  *s = connected(port);
  return s;
}

static void port_close(void *handle) {
  close(*(int *)handle);
  free(handle);
}

static int port_read(void *handle, unsigned char *report, size_t length, int ms) {
  (void)ms;
  return (int)recv(*(int *)handle, report, length, 0);
}

/* libfido2 puts the number of the report before it. */
static int port_write(void *handle, const unsigned char *report, size_t length) {
  return send(*(int *)handle, report + 1, length - 1, 0) == (ssize_t)length - 1 ? (int)length : -1;
}

static fido_dev_t *opened(const char *port) {
  const fido_dev_io_t io = {port_open, port_close, port_read, port_write};
  fido_dev_t *dev = fido_dev_new();
  if (dev == NULL || fido_dev_set_io_functions(dev, &io) != FIDO_OK) die("fido_dev_set_io_functions");
  if (fido_dev_open(dev, port) != FIDO_OK) die("fido_dev_open");
  return dev;
}

static void echo(void) {
  unsigned char report[64] = {0};
  if (send(echo_socket, report, sizeof report, 0) != sizeof report) die("send");
  if (recv(echo_socket, report, sizeof report, 0) != sizeof report) die("recv");
}

static void get_info(fido_dev_t *dev) {
  fido_cbor_info_t *info = fido_cbor_info_new();
  if (info == NULL || fido_dev_get_cbor_info(dev, info) != FIDO_OK) die("fido_dev_get_cbor_info");
  fido_cbor_info_free(&info);
}

static void info(void) { get_info(key); }
static void terse_info(void) { get_info(terse_key); }

int main(int argc, char **argv) {
  if (argc != 4) die("usage");
  fido_init(0);
  echo_socket = connected(argv[1]);
  key = opened(argv[2]);
  terse_key = opened(argv[3]);
  const struct operation operations[] = {{"echo", echo}, {"info", info}, {"terse-info", terse_info}};
  return obey(operations, 3);
}
