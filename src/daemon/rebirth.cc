#include "daemon/rebirth.h"

#include <fcntl.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

#include "base/text.h"
#include "sys/file.h"
#include "sys/memory.h"
#include "sys/program.h"

namespace rouse::daemon {

namespace {

/// Descriptors that the next program finds, too; closed to programs again if there is no next one.
class Luggage {
 public:
  Luggage() = default;
  Luggage(const Luggage&) = delete;
  Luggage& operator=(const Luggage&) = delete;
  ~Luggage() {
    for (int fd : packed_) (void)::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  int with(int fd) {
    if (fd < 0) return -1;
    (void)::fcntl(fd, F_SETFD, 0);
    packed_.push_back(fd);
    return fd;
  }

 private:
  std::vector<int> packed_;
};

Testament testament_of(const Invocation& invocation, KeeperParts& parts, int terminal, Luggage& luggage) {
  Testament out{.version = ROUSE_VERSION,
                .folder = invocation.directory.find('\n') == std::string::npos ? invocation.directory : "/",
                .descriptors = {invocation.descriptors.soft, invocation.descriptors.hard},
                .serves = parts.serves,
                .book = {luggage.with(parts.book.memory().raw()), luggage.with(parts.book.bell().raw())},
                .ledger = luggage.with(parts.ledger.memory().raw()),
                .events = luggage.with(parts.events.memory().raw()),
                .roster = luggage.with(parts.roster.memory().raw()),
                .terminal = luggage.with(terminal),
                .last = parts.stash.last()};
  for (const process::Baton& baton : parts.batons)
    out.batons.emplace_back(luggage.with(baton.near_end().raw()), luggage.with(baton.far_end()));
  for (const Orphan& orphan : parts.orphans)
    out.orphans.emplace_back(orphan.pid, luggage.with(orphan.pidfd.raw()));
  for (const auto& [number, fd] : parts.stash.items()) out.deposits.emplace_back(number, luggage.with(fd));
  return out;
}

/// The number of a memfd with the testament, in the environment.
Result<Fd> leave(const Testament& testament) {
  Result<Fd> file = sys::memory_file("rouse-testament", 0);
  if (!file) return file;
  Result<void> written = sys::write_all(file->raw(), text_of(testament));
  if (!written) return std::unexpected(written.error());
  (void)::fcntl(file->raw(), F_SETFD, 0);
  (void)::setenv(testament_variable, std::to_string(file->raw()).c_str(), 1);
  return file;
}

Error become(const Fd& program, const Invocation& invocation, const Testament& testament) {
  Result<Fd> left = leave(testament);
  if (!left) return left.error();
  Error error = sys::become_opened(program.raw(), invocation.words);
  (void)::unsetenv(testament_variable);
  return error;
}

}  // namespace

std::optional<Testament> take_testament() {
  const char* variable = std::getenv(testament_variable);
  if (variable == nullptr) return std::nullopt;
  auto number = whole_number(variable, INT_MAX);
  (void)::unsetenv(testament_variable);
  if (!number) return std::nullopt;
  Fd file(static_cast<int>(*number));
  Result<std::string> text = sys::read_from_start(file.raw(), std::size_t{16} << 20);
  return text ? testament_in(*text) : std::nullopt;
}

std::string program_path() {
  static const std::string path = sys::link_target("/proc/self/exe").value_or(std::string());
  constexpr std::string_view gone = " (deleted)";
  return path.ends_with(gone) ? path.substr(0, path.size() - gone.size()) : path;
}

Error become_next(const Invocation& invocation, KeeperParts& parts, int terminal) {
  Result<Fd> self = sys::open_program("/proc/self/exe");
  if (!self) return self.error();
  Result<Fd> next = sys::open_program(program_path());
  if (!next) return next.error();
  Luggage luggage;
  Testament testament = testament_of(invocation, parts, terminal, luggage);
  testament.program = luggage.with(self->raw());
  return become(*next, invocation, testament);
}

Error become_last(const Invocation& invocation, KeeperParts& parts, int terminal, const Testament& from,
                  std::string reason) {
  Luggage luggage;
  Testament testament = testament_of(invocation, parts, terminal, luggage);
  testament.is_trial = false;
  testament.reason = std::move(reason);
  Fd last(::fcntl(from.program, F_DUPFD_CLOEXEC, 3));
  return become(last, invocation, testament);
}

}  // namespace rouse::daemon
