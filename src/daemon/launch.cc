#include "daemon/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "daemon/keeper.h"
#include "daemon/steward.h"
#include "process/book.h"
#include "sys/daemonize.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

/// Servers at once that the book has room for; memory is touched only as they come.
constexpr std::uint32_t book_slots = 65536;

/// 0, 1 and 2 become /dev/null; what was 2 is the terminal. Whatever else was open is not ours.
Fd tidy_descriptors() {
  (void)sys::close_from(3);
  Fd terminal(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
  int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int place = 0; place < 3 && null >= 0; ++place) ::dup2(null, place);
  if (null > 2) ::close(null);
  return terminal;
}

int fail(const Invocation& invocation, const Fd& terminal, const Error& error) {
  (void)sys::write_all(terminal.raw(),
                       fmt::format("{}: {}\n", invocation.name, error.text()));  // the only place left
  return 1;
}

int steward_life(const Invocation& invocation, process::Book& book, Fd orders, Fd terminal) {
  (void)sys::set_parent_death_signal(SIGKILL);
  (void)sys::set_process_name("rouse-steward");
  sys::set_process_title(invocation.argc, invocation.argv, "rouse: steward");
  return run_steward(invocation, {book, std::move(orders), std::move(terminal), ::getppid()});
}

}  // namespace

int launch(const Invocation& invocation) {
  Fd terminal = tidy_descriptors();
  mode_t inherited = ::umask(022);
  ::umask(inherited | 022);
  Fd caller;
  if (!invocation.options.foreground) {
    Result<Fd> waiting = sys::daemonize();
    if (!waiting) return fail(invocation, terminal, waiting.error());
    caller = std::move(*waiting);
  }
  (void)::chdir("/");
  sys::default_all();
  sys::block_all();
  Result<process::Book> book = process::Book::create(book_slots);
  if (!book) return fail(invocation, terminal, book.error());
  auto orders = sys::socket_pair();
  if (!orders) return fail(invocation, terminal, orders.error());
  PidFile pid_file(invocation.options.pid_file);
  auto written = pid_file.write(::getpid());
  if (!written)
    (void)fail(invocation, terminal, written.error());  // as xinetd: told, and no reason not to serve
  Result<pid_t> steward = sys::fork_child([&] {
    orders->first.reset();
    caller.reset();
    return steward_life(invocation, *book, std::move(orders->second), std::move(terminal));
  });
  if (!steward) return fail(invocation, terminal, steward.error());
  orders->second.reset();
  if (!invocation.options.foreground) terminal.reset();
  return run_keeper({.book = *book,
                     .steward = *steward,
                     .orders = std::move(orders->first),
                     .caller = std::move(caller),
                     .pid_file = pid_file,
                     .is_init = ::getpid() == 1 && invocation.options.runlevel.has_value()});
}

}  // namespace rouse::daemon
