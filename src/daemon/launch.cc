#include "daemon/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "daemon/adoption.h"
#include "daemon/descriptors.h"
#include "daemon/door_store.h"
#include "daemon/dynasty.h"
#include "process/book.h"
#include "sys/daemonize.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/program.h"
#include "sys/signal.h"

namespace rouse::daemon {

namespace {

/// Servers at once that the book has room for; memory is touched only as they come.
constexpr std::uint32_t book_slots = 65536;

/// A file that gets lines in two ways, as log file and as terminal, must not lose one to the other.
void append_always(int fd) {
  struct stat kind{};
  if (::fstat(fd, &kind) == 0 && S_ISREG(kind.st_mode)) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_APPEND);
}

/// 0, 1 and 2 become /dev/null; what was 2 is the terminal. In the foreground 1 and 2 stay, for a log file
/// /dev/stderr. Whatever else is open, but for `stored`, is not ours.
Fd tidy_descriptors(bool foreground, const std::vector<StoredSocket>& stored) {
  std::vector<int> ours;
  for (const StoredSocket& each : stored) ours.push_back(each.socket.raw());
  sys::close_but(std::move(ours));
  append_always(STDERR_FILENO);
  Fd terminal(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
  sys::fill_standard_descriptors();
  Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  int last = foreground ? STDIN_FILENO : STDERR_FILENO;
  for (int place = STDIN_FILENO; place <= last && null; ++place) ::dup2(null.raw(), place);
  return terminal;
}

bool is_init(const Invocation& invocation) {
  return ::getpid() == 1 && invocation.options.runlevel.has_value();
}

/// A descriptor that the program before has left open.
Fd reclaimed(int fd) {
  if (fd >= 0) (void)::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return Fd(fd);
}

/// What is told of a program that this process has become.
Origin origin_of(Testament testament) {
  if (!testament.is_trial)
    return {.inherits = true,
            .news = fmt::format("rouse {} could not take over ({}); rouse " ROUSE_VERSION " goes on",
                                testament.version, testament.reason),
            .is_trouble = true};
  std::string news = fmt::format("upgraded: rouse {} has become rouse " ROUSE_VERSION, testament.version);
  return {.inherits = true, .trial = std::move(testament), .news = std::move(news)};
}

/// Its numbers are above those of every daemon before it since the machine was booted, which had no event
/// more often than each microsecond: who was told of those is told of these, too.
Result<log::Ring> new_ring() {
  auto uptime = SystemClock().now().time_since_epoch();
  return log::Ring::create(
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(uptime).count()));
}

}  // namespace

int launch(const Invocation& invocation) {
  std::vector<StoredSocket> stored = take_stored_sockets();
  (void)raise_descriptors(invocation.descriptors, descriptors_most);  // these may be nearly all that it has
  Fd terminal = tidy_descriptors(invocation.options.foreground, stored);
  mode_t inherited = ::umask(022);
  ::umask(inherited | 022);
  Fd caller;
  if (!invocation.options.foreground) {
    Result<Fd> waiting = sys::daemonize();
    if (!waiting) return fail(invocation, terminal, waiting.error());
    caller = std::move(*waiting);
  }
  (void)::chdir("/");
  (void)sys::set_process_name(invocation.name);  // its file may be called otherwise
  sys::default_all();
  sys::block_all();
  Result<process::Book> book = process::Book::create(book_slots);
  if (!book) return fail(invocation, terminal, book.error());
  Result<listen::Ledger> ledger = listen::Ledger::create(SystemClock().wall());
  if (!ledger) return fail(invocation, terminal, ledger.error());
  Result<log::Ring> events = new_ring();
  if (!events) return fail(invocation, terminal, events.error());
  Result<supervise::Roster> roster = supervise::Roster::create();
  if (!roster) return fail(invocation, terminal, roster.error());
  Result<Adoption> adoption = adopt(invocation.options.adopt);
  if (!adoption) return fail(invocation, terminal, adoption.error());
  PidFile pid_file(invocation.options.pid_file);
  auto written = pid_file.write(::getpid());
  if (!written)
    (void)fail(invocation, terminal, written.error());  // as xinetd: told, and no reason not to serve
  KeeperParts estate{.book = *book,
                     .ledger = *ledger,
                     .roster = *roster,
                     .events = *events,
                     .pid_file = pid_file,
                     .caller = std::move(caller),
                     .is_init = is_init(invocation),
                     .batons = process::make_batons(),
                     .adopted = std::move(adoption->process)};
  keep_stored(estate.stash, std::move(stored));
  for (Fd& door : adoption->doors) estate.stash.add(std::move(door));
  return reign(invocation, std::move(estate), std::move(terminal), Origin{});
}

int relaunch(const Invocation& invocation, Testament testament) {
  Fd terminal = reclaimed(testament.terminal);
  (void)sys::set_process_name(invocation.name);
  Result<process::Book> book =
      process::Book::adopt(reclaimed(testament.book.first), reclaimed(testament.book.second));
  if (!book) return fail(invocation, terminal, book.error());
  Result<listen::Ledger> ledger = listen::Ledger::adopt(reclaimed(testament.ledger));
  if (!ledger) return fail(invocation, terminal, ledger.error());
  Result<log::Ring> events = log::Ring::adopt(reclaimed(testament.events));
  if (!events) events = new_ring();
  if (!events) return fail(invocation, terminal, events.error());
  Result<supervise::Roster> roster = supervise::Roster::adopt(reclaimed(testament.roster));
  if (!roster) roster = supervise::Roster::create();
  if (!roster) return fail(invocation, terminal, roster.error());
  PidFile pid_file(invocation.options.pid_file);
  pid_file.adopt(::getpid());
  KeeperParts estate{.book = *book,
                     .ledger = *ledger,
                     .roster = *roster,
                     .events = *events,
                     .pid_file = pid_file,
                     .is_init = is_init(invocation),
                     .serves = testament.serves};
  for (auto [near, far] : testament.batons) estate.batons.emplace_back(reclaimed(near), reclaimed(far));
  for (auto [number, fd] : testament.deposits) estate.stash.keep(number, reclaimed(fd), testament.last);
  for (auto [pid, fd] : testament.orphans) estate.orphans.push_back({pid, reclaimed(fd)});
  Fd last_program = reclaimed(testament.program);
  Origin origin = origin_of(std::move(testament));
  origin.last_program = std::move(last_program);
  return reign(invocation, std::move(estate), std::move(terminal), std::move(origin));
}

}  // namespace rouse::daemon
