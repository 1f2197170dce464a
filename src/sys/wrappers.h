// Wrappers: tcp_wrappers' own library, asked what hosts.allow and hosts.deny say of a caller
// (hosts_access(3)). It says so and does nothing: no option of a rule runs or changes anything. The library
// comes with nine others that nobody else needs, so it is loaded when it is first asked. One question at a
// time, from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/address.h"

namespace rouse::sys {

/// The paths of the two tables.
struct WrapTables {
  std::string allow;
  std::string deny;
};

/// Names as libwrap has them: empty is not looked up yet, the others are these two, or the name itself.
inline constexpr std::string_view wrap_unknown = "unknown";
inline constexpr std::string_view wrap_paranoid = "paranoid";  // the name does not lead back

struct WrapFacts {
  std::string daemon;
  net::Address caller;
  net::Endpoint local;  // where he called
  std::string caller_name;
  std::string local_name;
};

/// The answer, or which name the rules turn on.
enum class WrapWord : std::uint8_t { denied, allowed, needs_caller_name, needs_local_name };

/// An error: the library is not there.
Result<WrapWord> ask_wrappers(const WrapFacts& facts, const WrapTables& tables);

}  // namespace rouse::sys
