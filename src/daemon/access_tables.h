// AccessTables: hosts.allow and hosts.deny where they lie. The steward looks at them when loading and
// whenever they change, for what has to be known before anybody calls; the resolver asks libwrap about
// callers.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "access/access_files.h"
#include "base/fd.h"
#include "sys/stamp.h"
#include "sys/wrappers.h"

namespace rouse::daemon {

/// A longer table is none that can be read.
inline constexpr std::size_t table_limit_bytes = std::size_t{16} << 20;

/// /etc/hosts.allow and /etc/hosts.deny.
sys::WrapTables access_paths();

/// What both say; a file that is not there says nothing, one that cannot be read may say anything.
access::AccessFiles read_access_files(const sys::WrapTables& paths);

class AccessTables {
 public:
  explicit AccessTables(sys::WrapTables paths);

  /// What the tables say now, or why nobody can tell: a rule that rouse cannot honour, a file that this
  /// account may not read. With `name_in_doubt` (its name server is silent) only whom hosts.allow lets in
  /// without the name is let in. From any thread.
  std::expected<sys::WrapWord, std::string> ask(const sys::WrapFacts& facts, bool name_in_doubt);

 private:
  /// Both tables in the state they are in.
  struct Stamps {
    std::optional<sys::FileStamp> allow, deny;
    bool operator==(const Stamps&) const = default;
  };
  using Files = std::shared_ptr<const access::AccessFiles>;

  Stamps stamps() const;
  Files files_as_of(const Stamps& stamps);
  std::expected<sys::WrapWord, std::string> ask_libwrap(const sys::WrapFacts& facts, bool name_in_doubt,
                                                        bool allow_only_grants) const;

  sys::WrapTables paths_;
  Fd deny_all_;  // a table that refuses everybody
  std::mutex lock_;
  Files files_;  // what both held at `read_at_`: taking them apart costs more than asking libwrap
  Stamps read_at_;
};

}  // namespace rouse::daemon
