// InetdFields: one line of inetd.conf taken apart, as the inetds of the BSDs and of Linux write it:
//
//   [hosts:]service[/versions]  type  [rpc/]protocol[4|6|46][,buffers]  wait[.max]  user[.group]  server args
//
// Pure but for one question to the world: whether a user with a '.' in the name exists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/reporter.h"
#include "config/world.h"

namespace rouse::config {

/// What a message shows of a word at most.
constexpr std::size_t shown_bytes = 100;

/// A word of the file, or one that follows from it, with the place that it comes from.
struct InetdWord {
  std::string text;
  int line = 0;
  int column = 0;  // 1-based, in bytes
};

/// What a protocol says of the address family; plain: nothing (tcp), both: one socket for both (tcp46).
enum class InetdFamily : std::uint8_t { plain, v4, v6, both };

struct InetdFields {
  std::vector<InetdWord> hosts;           // "*": all addresses; empty: the same
  InetdWord service;                      // a name, a port number, or the path of a Unix-domain socket
  std::optional<InetdWord> rpc_versions;  // "1-3"; only with `rpc`
  InetdWord socket_type;
  InetdWord protocol;  // "tcp", "udp" or "unix"
  InetdFamily family = InetdFamily::plain;
  bool rpc = false;
  InetdWord wait;                                  // "yes" or "no"
  std::optional<InetdWord> per_minute;             // nowait.N
  std::optional<InetdWord> instances, per_source;  // nowait/N/0/M
  InetdWord user;
  std::optional<InetdWord> group;
  std::optional<InetdWord> server;  // nothing: internal
  std::vector<InetdWord> args;      // with the server's name in front; may be empty
  bool asks_libwrap = false;        // hosts.allow and hosts.deny hold, without tcpd in front of the server

  bool is_unix() const { return protocol.text == "unix"; }
};

/// The fields of `words`, at least one; `default_hosts` stand for the ones that the line does not name. On
/// failure the problem, which has been reported.
std::expected<InetdFields, std::string> read_inetd_fields(const std::vector<InetdWord>& words,
                                                          const SourceFile& file,
                                                          const std::vector<InetdWord>& default_hosts,
                                                          World& world, Reporter& reporter);
/// "a,b" as its parts; nothing when one of them is empty.
std::optional<std::vector<InetdWord>> inetd_hosts(const InetdWord& list);
/// Does the line look like an entry: a socket type in its second word, wait or nowait in its fourth?
bool looks_like_inetd_entry(const std::vector<InetdWord>& words);

}  // namespace rouse::config
