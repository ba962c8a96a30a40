/*
 * A GPIO chip behind /dev/gpiochip0 that a test drives: to be preloaded into a process in place of the kernel.
 *
 * It answers version 2 of the kernel's interface (linux/gpio.h): requesting a line with direction, bias and
 * first level; reading, writing and changing it; edges as events. All else goes to the system as ever.
 *
 * GPIO_CHIP_PINS is a file of 64 letters, one for each line, which the world outside writes: l or h is a level
 * that something drives, z is nothing, b is a line that another process holds, x is one whose reads fail. If
 * its first letter is D, nobody may open the chip. GPIO_CHIP_LOG is a file to which is added what the process
 * does with a line: `NANOSECONDS LINE h|l` when an output is given a level, `i` when a line becomes an input,
 * `-` when it is given back; in CLOCK_MONOTONIC. What becomes of an output that is given back is for the world
 * to say: kernels of Raspberry Pi OS keep its level, others let it float. When the process dies, nothing is
 * added.
 *
 * One thing is kinder than a kernel. @iiot2k/gpiox tells the thread that watches a line to end, waits 100 us, and
 * goes on: a thread that was not quicker, or had not begun, goes on to watch for ever, or takes the word that is
 * meant for its successor. Here giving a line back ends its thread for sure, so that tests on a busy machine come
 * out the same.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LINES 64
#define LONGEST_WAIT_US 5000000
static const char *const DEVICE = "/dev/gpiochip0";

struct line {
  int fd;          /* what the process got; -1 while nobody holds the line */
  int events;      /* our end: an event written here is read at fd */
  uint64_t flags;  /* of the request: direction, bias, edges, active low */
  int level;       /* of an output */
  int last;        /* the level that the last edge led to */
  uint32_t edges;
  int watchers;    /* threads that wait for its events, or are about to */
  int closing;     /* they are to end */
};

static struct line lines[LINES];
static int chip = -1, logged = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* The line that this thread watches, plus one. */
static _Thread_local int watched;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static char letter(unsigned line) {
  char c = 'z';
  if (pread(chip, &c, 1, (off_t)line) != 1) return 'z';
  return c;
}

/* The level at a pin: 0, 1, or -1 when it cannot be read. */
static int level_of(unsigned offset) {
  const struct line *line = &lines[offset];
  if (line->flags & GPIO_V2_LINE_FLAG_OUTPUT) return line->level;
  switch (letter(offset)) {
    case 'h': return 1;
    case 'l': return 0;
    case 'x': return -1;
    default: return (line->flags & GPIO_V2_LINE_FLAG_BIAS_PULL_UP) != 0;
  }
}

static void tell(unsigned offset, char level) {
  char text[64];
  int length = snprintf(text, sizeof text, "%llu %u %c\n", (unsigned long long)now(), offset, level);
  if (write(logged, text, (size_t)length) != length) abort();
}

static void put(unsigned offset, int level) {
  lines[offset].level = level;
  tell(offset, level ? 'h' : 'l');
}

/* Tells the holders of lines with edges what has changed since the last look. */
static void find_edges(void) {
  for (unsigned i = 0; i < LINES; i++) {
    struct line *line = &lines[i];
    if (line->fd < 0 || !(line->flags & GPIO_V2_LINE_FLAG_INPUT)) continue;
    int level = level_of(i);
    if (level < 0 || level == line->last) continue;
    line->last = level;
    int active = line->flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW ? !level : level;
    uint64_t wanted = active ? GPIO_V2_LINE_FLAG_EDGE_RISING : GPIO_V2_LINE_FLAG_EDGE_FALLING;
    if (!(line->flags & wanted)) continue;
    struct gpio_v2_line_event event = {
        .timestamp_ns = now(),
        .id = active ? GPIO_V2_LINE_EVENT_RISING_EDGE : GPIO_V2_LINE_EVENT_FALLING_EDGE,
        .offset = i,
        .seqno = ++line->edges,
        .line_seqno = line->edges,
    };
    /* A full buffer drops events, as the kernel's does. */
    (void)!send(line->events, &event, sizeof event, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

static void *watch(void *path) {
  int notify = inotify_init1(IN_CLOEXEC);
  inotify_add_watch(notify, path, IN_MODIFY);
  char buffer[4096];
  for (;;) {
    if (read(notify, buffer, sizeof buffer) <= 0) continue;
    pthread_mutex_lock(&lock);
    find_edges();
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static int open_chip(void) {
  char *pins = getenv("GPIO_CHIP_PINS"), *log = getenv("GPIO_CHIP_LOG");
  if (chip < 0) {
    for (unsigned i = 0; i < LINES; i++) lines[i].fd = -1;
    chip = (int)syscall(SYS_openat, AT_FDCWD, pins, O_RDWR | O_CLOEXEC);
    logged = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (chip < 0 || logged < 0) abort();
    pthread_t thread;
    if (letter(0) != 'D' && pthread_create(&thread, NULL, watch, pins) != 0) abort();
  }
  if (letter(0) == 'D') {
    errno = EACCES;
    return -1;
  }
  return dup(chip);
}

static int set_flags(unsigned offset, const struct gpio_v2_line_config *config) {
  uint64_t first = 0;
  for (uint32_t i = 0; i < config->num_attrs; i++)
    if (config->attrs[i].attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES)
      first = config->attrs[i].attr.values & config->attrs[i].mask & 1;
  struct line *line = &lines[offset];
  line->flags = config->flags;
  if (config->flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW) first = !first;
  if (config->flags & GPIO_V2_LINE_FLAG_OUTPUT) put(offset, (int)first);
  else tell(offset, 'i');
  line->last = level_of(offset);
  return 0;
}

static int request(struct gpio_v2_line_request *wanted) {
  if (wanted->num_lines != 1 || wanted->offsets[0] >= LINES) return EINVAL;
  unsigned offset = wanted->offsets[0];
  struct line *line = &lines[offset];
  if (line->fd >= 0 || letter(offset) == 'b') return EBUSY;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  line->fd = ends[0];
  line->events = ends[1];
  line->edges = 0;
  line->closing = 0;
  line->watchers = (wanted->config.flags & GPIO_V2_LINE_FLAG_EDGE_FALLING) != 0;
  set_flags(offset, &wanted->config);
  wanted->fd = ends[0];
  return 0;
}

static int values(unsigned offset, struct gpio_v2_line_values *wanted, int is_write) {
  struct line *line = &lines[offset];
  int inverts = (line->flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW) != 0;
  if (is_write) {
    if (!(line->flags & GPIO_V2_LINE_FLAG_OUTPUT)) return EPERM;
    if (wanted->mask & 1) put(offset, (int)(wanted->bits & 1) ^ inverts);
    return 0;
  }
  int level = level_of(offset);
  if (level < 0) return EIO;
  wanted->bits = (uint64_t)(level ^ inverts) & wanted->mask;
  return 0;
}

static int find_line(int fd) {
  if (chip < 0 || fd < 0) return -1;
  for (int i = 0; i < LINES; i++)
    if (lines[i].fd == fd) return i;
  return -1;
}

/* The error of an ioctl that is for the chip or one of its lines, or -1 when it is for the system. */
static int answer(int fd, unsigned long what, void *argument) {
  if (what == GPIO_GET_CHIPINFO_IOCTL) {
    struct gpiochip_info *info = argument;
    memset(info, 0, sizeof *info);
    snprintf(info->name, sizeof info->name, "gpiochip0");
    snprintf(info->label, sizeof info->label, "pinctrl-bcm2711");
    info->lines = LINES;
    return 0;
  }
  if (what == GPIO_V2_GET_LINE_IOCTL) return request(argument);
  int offset = find_line(fd);
  if (offset < 0) return -1;
  if (what == GPIO_V2_LINE_GET_VALUES_IOCTL) return values((unsigned)offset, argument, 0);
  if (what == GPIO_V2_LINE_SET_VALUES_IOCTL) return values((unsigned)offset, argument, 1);
  if (what == GPIO_V2_LINE_SET_CONFIG_IOCTL) return set_flags((unsigned)offset, argument);
  return EINVAL;
}

int ioctl(int fd, unsigned long what, ...) {
  va_list arguments;
  va_start(arguments, what);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (chip >= 0) {
    pthread_mutex_lock(&lock);
    int error = answer(fd, what, argument);
    pthread_mutex_unlock(&lock);
    if (error > 0) errno = error;
    if (error >= 0) return error == 0 ? 0 : -1;
  }
  return (int)syscall(SYS_ioctl, fd, what, argument);
}

static int is_readable(int fd) {
  struct pollfd polled = {.fd = fd, .events = POLLIN};
  struct timespec none = {0, 0};
  return syscall(SYS_ppoll, &polled, 1, &none, NULL, 0) > 0;
}

/* A thread that watches waits for its line and for the word to end, which it takes with eventfd_read. */
int poll(struct pollfd *polled, nfds_t count, int timeout_ms) {
  pthread_mutex_lock(&lock);
  int offset = count == 2 && watched == 0 ? find_line(polled[1].fd) : -1;
  pthread_mutex_unlock(&lock);
  if (offset >= 0) {
    watched = offset + 1;
    eventfd_t stale;
    /* A word for a thread before it. */
    if (is_readable(polled[0].fd)) (void)!read(polled[0].fd, &stale, sizeof stale);
  }
  struct timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
  int found = (int)syscall(SYS_ppoll, polled, count, timeout_ms < 0 ? NULL : &timeout, NULL, 0);
  if (count != 2 || watched == 0) return found;
  pthread_mutex_lock(&lock);
  if (lines[watched - 1].closing) {
    polled[0].revents = POLLIN;
    polled[1].revents = 0;
    found = 1;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

int eventfd_read(int fd, eventfd_t *value) {
  /* The word may never have been sent; the line was given back all the same. */
  int is_there = watched == 0 || is_readable(fd);
  if (is_there && read(fd, value, sizeof *value) != sizeof *value) return -1;
  if (watched == 0) return 0;
  pthread_mutex_lock(&lock);
  lines[watched - 1].watchers = 0;
  watched = 0;
  pthread_mutex_unlock(&lock);
  return 0;
}

int close(int fd) {
  pthread_mutex_lock(&lock);
  int offset = find_line(fd);
  if (offset >= 0) {
    struct line *line = &lines[offset];
    line->closing = 1;
    shutdown(line->events, SHUT_RDWR);
    for (int waited = 0; line->watchers > 0 && waited < LONGEST_WAIT_US; waited += 100) {
      pthread_mutex_unlock(&lock);
      usleep(100);
      pthread_mutex_lock(&lock);
    }
    tell((unsigned)offset, '-');
    line->fd = -1;
    syscall(SYS_close, line->events);
  }
  pthread_mutex_unlock(&lock);
  return (int)syscall(SYS_close, fd);
}

static int open_any(const char *path, int flags, mode_t mode) {
  if (strcmp(path, DEVICE) != 0) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  pthread_mutex_lock(&lock);
  int fd = open_chip();
  pthread_mutex_unlock(&lock);
  return fd;
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = va_arg(arguments, mode_t);
  va_end(arguments);
  return open_any(path, flags, mode);
}

int access(const char *path, int mode) {
  if (strcmp(path, DEVICE) != 0) return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
  int fd = open_any(DEVICE, O_RDWR, 0);
  if (fd < 0) return -1;
  syscall(SYS_close, fd);
  return 0;
}
