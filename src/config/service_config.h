// ServiceConfig: one service after defaults are merged and everything is resolved. Immutable: the daemon
// holds it as shared_ptr<const ServiceConfig>, and a reload makes new ones. Meanings: reference/xinetd.md
// section 3.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "config/origins.h"
#include "config/parking.h"
#include "net/address.h"
#include "net/pattern.h"

namespace rouse::config {

enum class SocketType : std::uint8_t { stream, dgram, raw, seqpacket };

/// automatic: neither flag nor bind decides; `default_family` and the kernel do (IPv6 dual-stack, IPv4
/// fall-back).
enum class Family : std::uint8_t { automatic, ipv4, ipv6, unix_domain };

enum class DefaultFamily : std::uint8_t { dual, ipv4 };

/// A set of enumerators as bits; E's values are bit numbers in table order (the order the dump prints them
/// in).
template <class E>
class FlagSet {
 public:
  constexpr bool has(E flag) const { return (bits_ & bit(flag)) != 0; }
  constexpr void add(E flag) { bits_ |= bit(flag); }
  constexpr void remove(E flag) { bits_ &= ~bit(flag); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr void clear() { bits_ = 0; }
  constexpr bool operator==(const FlagSet&) const = default;

 private:
  static constexpr std::uint32_t bit(E flag) { return 1U << static_cast<unsigned>(flag); }
  std::uint32_t bits_ = 0;
};

enum class Flag : std::uint8_t {
  reuse,
  intercept,
  noretry,
  idonly,
  nameinargs,
  nodelay,
  keepalive,
  nolibwrap,
  sensor,
  ipv4,
  ipv6,
  labeled
};
enum class Type : std::uint8_t { rpc, internal, unlisted, special, tcpmux, tcpmuxplus };
enum class LogOption : std::uint8_t { host, duration, exit, pid, userid, traffic, attempt };

/// A count, or nothing for UNLIMITED.
using Limit = std::optional<std::uint64_t>;

inline constexpr unsigned ipv6_bits = 128;

/// cps = CONNECTIONS WAIT_SECONDS; 0 connections turn it off (reference 4.6). Counted as xinetd counts, or,
/// with the extension cps_window, at most so many in `window_s` seconds.
struct CpsLimit {
  std::uint64_t connections = 50;
  std::uint64_t wait_s = 10;
  std::uint64_t window_s = 0;  // 0: xinetd's own
  bool operator==(const CpsLimit&) const = default;
};

/// access_times: minutes of the local day, both inclusive; from > to runs over midnight; 24:00 is minute
/// 1440.
struct TimeRange {
  int from_minute = 0;
  int to_minute = 0;
  bool operator==(const TimeRange&) const = default;
};

struct SyslogTarget {
  int facility = 0;  // LOG_DAEMON, ...
  int level = 0;     // LOG_INFO, ...
  bool operator==(const SyslogTarget&) const = default;
};
struct FileTarget {
  std::string path;
  std::uint64_t soft_bytes = 0;  // 0: no limit
  std::uint64_t hard_bytes = 0;
  bool operator==(const FileTarget&) const = default;
};
struct LogTarget {
  std::optional<SyslogTarget> syslog;
  std::optional<FileTarget> file;
  bool common = false;  // the file of `defaults`, shared by all services that have no log_type of their own
  bool operator==(const LogTarget&) const = default;
};

/// Resource limits in the order in which the child sets them; nothing: leave alone; RLIM_INFINITY: UNLIMITED.
struct ResourceLimits {
  std::optional<std::uint64_t> files, as_bytes, cpu_s, data_bytes, rss_bytes, stack_bytes;
  bool operator==(const ResourceLimits&) const = default;
};

/// An account as the configuration names it, with what it resolved to at load (unset under --check).
struct Account {
  std::string name;  // as written: a name or digits
  std::optional<std::uint32_t> id;
  std::uint32_t primary_gid = 0;  // users: from passwd; a numeric user's gid is the same number
  bool numeric = false;
  bool operator==(const Account&) const = default;
};

struct Redirect {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const Redirect&) const = default;
};

struct Rpc {
  std::uint32_t program = 0;
  std::uint32_t version_from = 0, version_to = 0;
  bool operator==(const Rpc&) const = default;
};

/// When a service is in memory: only while somebody calls; always, which Supervision says more of; or as one
/// process that waits to be forked, which Parking says more of.
enum class Mode : std::uint8_t { on_demand, standalone, warm };

/// How a resident tells that it serves: not at all, by sd_notify, by its pid file, by listening at its port.
enum class Ready : std::uint8_t { started, notify, pid_file, port };

/// After which ends, that nobody asked for, a resident is started again.
enum class Respawn : std::uint8_t { no, on_failure, always };

/// The greatest limit to the starts of a resident: they are remembered one by one.
inline constexpr std::uint64_t respawn_starts_most = 1000;

/// The longest id of a resident: it is remembered as a whole.
inline constexpr std::size_t resident_id_bytes_most = 63;

/// mode = standalone (an extension, as all that belongs to it).
struct Supervision {
  Ready ready = Ready::started;
  std::string pid_file;
  bool pass_socket = false;  // it is given its listening socket (LISTEN_FDS)
  bool is_script = false;    // `server` is an init script that starts a daemon, which pid_file names
  std::uint64_t start_timeout_ms = 60'000;
  std::uint64_t stop_timeout_ms = 20'000;
  Respawn respawn = Respawn::always;
  std::uint64_t first_delay_ms = 1000, longest_delay_ms = 60'000;
  std::uint64_t starts_most = 10, starts_window_ms = 600'000;
  bool critical = false;
  std::vector<std::string> after;  // ids of residents that start before it
  bool operator==(const Supervision&) const = default;
};

struct ServiceConfig {
  std::string name;
  std::string id;
  std::string file;  // where the entry stands
  int line = 0;
  FlagSet<Type> type;
  FlagSet<Flag> flags;

  std::string protocol;     // "tcp", "udp", "unix"
  int protocol_number = 0;  // as in /etc/protocols
  SocketType socket_type = SocketType::stream;
  Mode mode = Mode::on_demand;  // extension
  bool wait = false;
  std::uint16_t port = 0;
  Family family = Family::automatic;
  bool v6only = false;
  std::optional<std::string> bind;           // as written
  std::optional<net::Address> bind_address;  // resolved; nothing: all addresses
  bool free_bind = false;                    // extension: whether or not an interface has it
  std::string unix_path;                     // Family::unix_domain only (extension: bind = /path)

  std::optional<Account> user, group;
  std::optional<bool> groups;
  std::optional<mode_t> umask;
  std::optional<int> nice;
  std::string server;
  std::vector<std::string> server_args;             // as written
  std::vector<std::string> argv;                    // argv[0] decided (NAMEINARGS in either order)
  std::vector<std::string> env;                     // NAME=VALUE, added over the base environment
  std::optional<std::vector<std::string>> passenv;  // nothing: the whole environment of the daemon
  ResourceLimits limits;

  std::optional<std::vector<net::Pattern>> only_from;  // set but empty: nobody
  std::vector<net::Pattern> no_access;
  std::vector<TimeRange> access_times;  // empty: always
  Limit instances, per_source;
  bool instances_in_service = false, cps_in_service = false;  // set in the entry: only then the dump has it
  bool forward_confirm = true;                                // extension
  unsigned per_source_prefix = ipv6_bits;  // extension: the bits of an IPv6 address that make a source
  CpsLimit cps;
  std::optional<double> max_load;
  Limit timeout_s;  // extension

  std::optional<std::string> banner, banner_success, banner_fail;
  LogTarget log;
  FlagSet<LogOption> log_on_success, log_on_failure;

  std::optional<std::string> libwrap;
  std::optional<Redirect> redirect;
  std::optional<net::Address> redirect_source;  // extension
  Limit idle_timeout_s;                         // extension
  bool linger_close = false;                    // extension
  std::optional<Rpc> rpc;
  std::optional<std::int64_t> deny_time_min;  // -1: FOREVER, 0: NEVER
  Supervision supervision;                    // standalone only
  Parking parking;                            // warm only
  Origins origins;

  bool is(Type t) const { return type.has(t); }
  bool has(Flag f) const { return flags.has(f); }
  bool is_stream() const { return socket_type == SocketType::stream; }
  bool is_dgram() const { return socket_type == SocketType::dgram; }
  bool is_resident() const { return mode == Mode::standalone; }
  bool is_warm() const { return mode == Mode::warm; }
  /// Has it no door, but is named by callers of tcpmux?
  bool is_muxed() const { return is(Type::tcpmux) || is(Type::tcpmuxplus); }
  /// Is it daytime or time, which hear nothing of their callers?
  bool is_clock() const {
    return is(Type::internal) && (same_word(name, "daytime") || same_word(name, "time"));
  }
  /// Is it the one (RFC 1078) whose callers name another service?
  bool is_tcpmux() const { return is(Type::internal) && !has(Flag::sensor) && same_word(name, "tcpmux"); }
  bool operator==(const ServiceConfig&) const = default;
};

using ServicePtr = std::shared_ptr<const ServiceConfig>;

/// What `defaults` said and does not live in a service: the dump and the daemon need it.
struct DefaultsConfig {
  std::optional<Limit> instances;
  std::optional<CpsLimit> cps;
  std::optional<Limit> per_source;
  std::optional<std::string> bind;
  std::optional<net::Address> bind_address;
  std::optional<bool> groups;
  std::optional<mode_t> umask;
  std::optional<std::vector<net::Pattern>> only_from;
  std::vector<net::Pattern> no_access;
  LogTarget log;
  FlagSet<LogOption> log_on_success, log_on_failure;
  std::optional<std::vector<std::string>> passenv;
  DefaultFamily family = DefaultFamily::dual;      // extension: default_family
  std::optional<std::uint64_t> parked_bytes_most;  // extension: park_memory_max
};

}  // namespace rouse::config
