/* The C library's way out, closed: a kernel imports nothing, and traps if it tries. */
#include <wasi/api.h>
#define CLOSED(name, ...) \
  int __imported_wasi_snapshot_preview1_##name(__VA_ARGS__) { __builtin_trap(); }
CLOSED(clock_time_get, int clock, long long precision, int time)
CLOSED(fd_close, int fd)
CLOSED(fd_fdstat_get, int fd, int stat)
CLOSED(fd_fdstat_set_flags, int fd, int flags)
CLOSED(fd_prestat_dir_name, int fd, int path, int length)
CLOSED(fd_read, int fd, int vectors, int count, int read)
CLOSED(fd_renumber, int fd, int to)
CLOSED(fd_seek, int fd, long long offset, int whence, int now)
CLOSED(fd_write, int fd, int vectors, int count, int written)
CLOSED(path_open, int fd, int how, int path, int length, int flags, long long a, long long b, int c, int d)
void __imported_wasi_snapshot_preview1_proc_exit(int code) { __builtin_trap(); }

/* No folder is open; the library asks at the start. */
int __imported_wasi_snapshot_preview1_fd_prestat_get(int fd, int stat) { return __WASI_ERRNO_BADF; }
