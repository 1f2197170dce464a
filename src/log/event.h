// Event: what happened to a caller, as a value. format.h turns it into text, a Logs takes it to where it
// belongs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "net/address.h"

namespace rouse::log {

/// What log_on_success and log_on_failure can ask for, in the order of config::LogOption.
enum class Field : std::uint8_t { host, duration, exit, pid, userid, traffic, attempt };

/// A set of fields.
class Fields {
 public:
  constexpr Fields() = default;
  constexpr Fields(std::initializer_list<Field> fields) {
    for (Field field : fields) add(field);
  }
  constexpr bool has(Field field) const { return (bits_ & bit(field)) != 0; }
  constexpr void add(Field field) { bits_ |= bit(field); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Fields&) const = default;

 private:
  static constexpr unsigned bit(Field field) { return 1U << static_cast<unsigned>(field); }
  unsigned bits_ = 0;
};

/// What an event needs to know of its service; all events of a service share one.
struct Subject {
  std::string id;
  Fields on_success;
  Fields on_failure;
};
using SubjectPtr = std::shared_ptr<const Subject>;

struct Started {
  net::Endpoint peer;
  pid_t pid = 0;
};
struct Refused {
  net::Endpoint peer;
  std::string_view reason;  // a word of access/reason.h: it lives as long as the program
};
struct Ended {
  net::Endpoint peer;
  pid_t pid = 0;
  int wait_status = 0;  // as waitpid gives it
  std::int64_t duration_s = 0;
};
/// What a redirected caller and the server behind it said to each other, told before the Ended.
struct Traffic {
  net::Endpoint peer;
  std::uint64_t in_bytes = 0;  // from the caller
  std::uint64_t out_bytes = 0;
};
/// Whom the caller's machine names as his user (RFC 1413), told after the Started or the Refused.
struct Identified {
  net::Endpoint peer;
  std::string user;  // "UNIX : alice", one line
};
/// A caller who was turned away because nobody could tell who he is (IDONLY).
struct NotIdentified {
  net::Endpoint peer;
  std::string_view reason;  // as xinetd says it; it lives as long as the program
};
using Happening = std::variant<Started, Refused, Ended, Traffic, Identified, NotIdentified>;

struct Event {
  WallTime at = 0;
  SubjectPtr service;
  Happening what;
};

/// Severity of a message, as syslog numbers it.
enum class Level : std::uint8_t { critical = 2, error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

}  // namespace rouse::log
