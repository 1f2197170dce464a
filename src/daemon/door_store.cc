#include "daemon/door_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "daemon/service_manager.h"
#include "listen/inheritance.h"

namespace rouse::daemon {

namespace {

/// The first of those that a process is started with (SD_LISTEN_FDS_START).
constexpr int first_stored = 3;
constexpr std::uint64_t most_stored = 1 << 20;
constexpr std::string_view name_prefix = "door-";

std::string name_of(process::DepositNumber number) { return fmt::format("{}{}", name_prefix, number); }

/// The first of `names`, which are separated by colons; it is taken off.
std::string take_name(std::string_view& names) {
  std::string_view name = names.substr(0, names.find(':'));
  names.remove_prefix(std::min(names.size(), name.size() + 1));
  return std::string(name);
}

/// The manager would drop a door that is shut for a while (cps), because that looks like its end: so it is
/// not to look.
void store(process::DepositNumber number, const Fd& fd) {
  tell_manager(fmt::format("FDSTORE=1\nFDPOLL=0\nFDNAME={}\n", name_of(number)), fd.raw());
}

}  // namespace

std::vector<StoredSocket> take_stored_sockets() {
  std::vector<StoredSocket> out;
  if (manager_number("LISTEN_PID") != static_cast<std::uint64_t>(::getpid())) return out;
  const char* variable = ::getenv("LISTEN_FDNAMES");
  std::string_view names = variable == nullptr ? "" : variable;
  auto count = static_cast<int>(std::min(manager_number("LISTEN_FDS").value_or(0), most_stored));
  for (int fd = first_stored; fd < first_stored + count; ++fd) {
    std::string name = take_name(names);
    if (::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0) out.push_back({std::move(name), Fd(fd)});
  }
  return out;
}

std::optional<process::DepositNumber> deposit_named(std::string_view name) {
  if (!name.starts_with(name_prefix)) return std::nullopt;
  auto number = whole_number(name.substr(name_prefix.size()), UINT32_MAX);
  if (!number || *number == 0) return std::nullopt;
  return static_cast<process::DepositNumber>(*number);
}

void keep_stored(Stash& stash, std::vector<StoredSocket> sockets) {
  for (StoredSocket& each : sockets) {
    auto number = deposit_named(each.name);
    if (number) stash.keep(*number, std::move(each.socket), 0);
  }
  for (StoredSocket& other : sockets) {
    if (!other.socket) continue;  // it has its number
    process::DepositNumber number = stash.last() + 1;
    store_doors(stash.size(), std::span(&number, 1), std::span(&other.socket, 1));
    stash.add(std::move(other.socket));
  }
}

void store_doors(std::size_t held, std::span<const process::DepositNumber> numbers, std::span<const Fd> fds) {
  std::size_t room = manager_room();
  for (std::size_t i = 0; i < std::min(numbers.size(), fds.size()) && held + i < room; ++i) {
    if (listen::is_door(fds[i].raw())) store(numbers[i], fds[i]);
  }
}

void forget_doors(std::span<const process::DepositNumber> numbers) {
  if (!manager_keeps_doors()) return;
  for (process::DepositNumber number : numbers)
    tell_manager(fmt::format("FDSTOREREMOVE=1\nFDNAME={}\n", name_of(number)));
}

}  // namespace rouse::daemon
