// Births without processes: the test keeps the far end of each pair, and says there what a parked process and
// its children would say (park/wire.h). The kernel vouches for the test itself.
#pragma once

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "park/wire.h"
#include "sys/socket.h"
#include "warm/births.h"

namespace rouse::fakes {

/// What a parked process was told of one caller.
struct HeardCall {
  park::Call head{};
  process::Strings variables;
  std::vector<Fd> callers;
};

/// What bytes of the wire say.
inline HeardCall heard_call(std::span<const std::byte> bytes) {
  HeardCall out;
  if (bytes.size() < sizeof out.head) return out;
  std::memcpy(&out.head, bytes.data(), sizeof out.head);
  std::string rest(reinterpret_cast<const char*>(bytes.data()) + sizeof out.head,
                   bytes.size() - sizeof out.head);
  for (std::size_t at = 0; at < rest.size(); at += out.variables.back().size() + 1)
    out.variables.emplace_back(rest.c_str() + at);
  return out;
}

inline Fd duplicate(int fd) { return Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

/// The parked process's end of a pair.
class FarEnd {
 public:
  explicit FarEnd(Fd fd) : fd_(std::move(fd)) {}
  void say_raw(std::span<const std::byte> bytes) const { (void)sys::send_message(fd_.raw(), bytes); }
  /// With a descriptor (borrowed); -1: without one. False: nobody hears it.
  bool say_with(const park::Word& word, int fd) const {
    std::span descriptors = std::span(&fd, fd < 0 ? 0 : 1);
    return sys::send_message(fd_.raw(), std::as_bytes(std::span(&word, 1)), descriptors).has_value();
  }
  void say(const park::Word& word) const { say_raw(std::as_bytes(std::span(&word, 1))); }
  void say(park::Kind kind, std::uint32_t tag = 0, std::uint32_t code = 0) const {
    say({park::version, static_cast<std::uint32_t>(kind), tag, code});
  }
  void is_parked() const { say(park::Kind::parked); }
  void is_unfit(park::Reason reason) const { say(park::Kind::unfit, 0, static_cast<std::uint32_t>(reason)); }
  /// A child of its says that it serves the caller.
  void serves(std::uint32_t tag) const { say(park::Kind::here, tag); }
  void fails(std::uint32_t tag) const { say(park::Kind::failed, tag, 11); }
  /// Nothing: there is no caller.
  std::optional<HeardCall> call() const {
    std::vector<std::byte> bytes(park::call_bytes_most);
    std::vector<Fd> callers;
    Result<std::size_t> got = sys::receive_message(fd_.raw(), bytes, callers);
    if (!got || *got == 0) return std::nullopt;
    HeardCall out = heard_call(std::span(bytes).first(*got));
    out.callers = std::move(callers);
    return out;
  }
  /// It is told to end. Callers before that are passed over.
  bool is_to_end() const {
    std::array<std::byte, park::call_bytes_most> bytes;
    std::vector<Fd> callers;
    for (;;) {
      Result<std::size_t> got = sys::receive_message(fd_.raw(), bytes, callers);
      if (!got || *got == 0) return got.has_value();
    }
  }
  /// A child that has said nothing holds the pair open.
  FarEnd child() const { return FarEnd(duplicate(fd_.raw())); }
  void die() { fd_ = {}; }

 private:
  Fd fd_;
};

class FakeBirths final : public warm::Births {
 public:
  warm::Examination examine(const process::Recipe&, const process::Strings&) override {
    return {.origin = std::make_unique<File>(*this), .obstacle = obstacle};
  }
  Result<warm::Birth> start(std::string_view id, const process::Recipe&, bool, int, int far) override {
    if (refuses) return failed("clone3", EAGAIN, {});
    ids.emplace_back(id);
    far_ends.emplace_back(duplicate(far));
    auto number = static_cast<process::DepositNumber>(far_ends.size());
    return warm::Birth{.child = {.pid = before_first + static_cast<pid_t>(number), .pidfd = {}},
                       .kept = number};
  }
  void let_go(process::DepositNumber kept) override { gone.push_back(kept); }
  void kill(const process::Child& child) override { killed.push_back(child.pid); }

  static constexpr pid_t before_first = 100;  // the first one is 101, and kept under 1
  std::vector<FarEnd> far_ends;               // of all that were started
  std::vector<std::string> ids;               // of their services
  std::vector<process::DepositNumber> gone;
  std::vector<pid_t> killed;
  std::string obstacle;
  bool refuses = false;
  int version = 0;  // of the server's file

 private:
  struct File final : warm::Origin {
    explicit File(const FakeBirths& births) : births_(births), version_(births.version) {}
    std::optional<std::string> changed() const override {
      if (births_.version == version_) return std::nullopt;
      return "/srv/server";
    }
    const FakeBirths& births_;
    int version_;
  };
};

}  // namespace rouse::fakes
