// AccessFiles: what has to be known of hosts.allow and hosts.deny before anybody calls (hosts_access(5),
// hosts_options(5)). About callers libwrap alone decides; here is found which services the rules speak of,
// and which rules rouse cannot honour. Pure.
//
//   rule       DAEMONS : CLIENTS [: OPTION]...   one line, or several that a \ at the end joins
//   obstacle   why no service that a rule may be about can be served: `spawn`, a line that would be skipped
//   remark     what a rule asks for and does not get, without harm: `banners`, `severity`
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/service_config.h"

namespace rouse::access {

/// How the rules know a service: by the name of its daemon, or by its port.
struct WrapSubject {
  std::string daemon;
  std::uint16_t port = 0;  // 0: nobody knows it yet
};

/// reference/xinetd.md 4.5: what `libwrap` says, else the service's name (INTERNAL, redirect), else the last
/// part of argv[0] (NAMEINARGS) or of `server`.
std::string daemon_name(const config::ServiceConfig& service);
/// Nothing for a service that does not ask: NOLIBWRAP, SENSOR, RPC over TCP (reference/xinetd.md 3.1), and
/// Unix-domain sockets, whose callers have no address.
std::optional<WrapSubject> wrap_subject(const config::ServiceConfig& service);

/// Which of the two files: a line of hosts.deny that is skipped lets somebody in.
enum class AccessTable : std::uint8_t { allow, deny };

class AccessFiles {
 public:
  /// Takes in the whole `text` of the file `path`.
  void read(AccessTable table, const std::string& path, std::string_view text);
  /// A file that may hold anything, for `why`: an obstacle to every service that asks.
  void block(const std::string& why);
  bool is_blocked() const { return blocked_; }

  /// There may be other rules tomorrow, and nobody will tell: every service has to ask.
  void may_change_unseen() { unseen_ = true; }

  /// Has a service to ask for each of its callers? False: libwrap lets everybody in.
  bool ask(const WrapSubject& subject) const { return unseen_ || concern(subject); }
  /// May any rule be about it?
  bool concern(const WrapSubject& subject) const;
  /// The first of its obstacles, with file and line: what is in the way, and why.
  std::optional<std::string> obstacle(const WrapSubject& subject) const;
  /// All about it, with file and line.
  std::vector<std::string> remarks(const WrapSubject& subject) const;
  /// Files in which its rules keep patterns (`ALL: /etc/banned`).
  std::vector<std::string> pattern_files(const WrapSubject& subject) const;
  /// No rule of hosts.allow refuses anybody (EXCEPT, `deny`): whom one of them lets in by what is known, the
  /// rest would not have kept out.
  bool allow_only_grants() const { return allow_only_grants_; }

  bool operator==(const AccessFiles&) const = default;

 private:
  struct Finding {
    std::string daemons;  // the rule's list
    std::string what;
    bool operator==(const Finding&) const = default;
  };
  using Findings = std::vector<Finding>;
  class Reader;
  static std::vector<std::string> about(const WrapSubject& subject, const Findings& findings);

  std::set<std::string, std::less<>> daemon_lists_;
  Findings obstacles_;
  Findings remarks_;
  Findings pattern_files_;
  bool allow_only_grants_ = true;
  bool blocked_ = false;
  bool unseen_ = false;
};

}  // namespace rouse::access
