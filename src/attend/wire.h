// What steward and attendant say to each other over a SOCK_SEQPACKET pair: fixed structs, one order a
// message, up to reports_most reports a message, or one with a text.
//
//   steward -> attendant   serve (with the service in a memfd, and its door), withdraw, shut_out (an address
//   that
//                          a SENSOR caught), identify (a caller of a service of the steward's), and answers:
//                          name, wrap, targets
//   attendant -> steward   started, refused, ended, traffic, identified, not_identified, note (for the
//                          daemon's log), ask_name, ask_wrap (hosts.allow and hosts.deny: the steward knows
//                          the daemon's name), ask_targets (where a redirect leads: the attendant cannot
//                          choose the host), door_broken, closed (a withdrawn door, whose conversations may
//                          still run), named (with its descriptor: a caller of tcpmux who wants a service of
//                          the steward's), and the answers to identify: user, no_user
//
// The attendant reads what callers send, so the steward believes none of it: every number is looked up, every
// enumerator checked, every text escaped, of every descriptor the kernel asked what it is. Nothing that can
// be said here opens a file, or answers for a service that the attendant was not given; it starts a server
// only as a caller of tcpmux could.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "builtin/ident_answer.h"
#include "net/address.h"

namespace rouse::attend {

inline constexpr std::size_t name_limit_bytes = 256;
inline constexpr std::size_t text_limit_bytes = 512;
inline constexpr std::size_t reports_most = 64;
inline constexpr std::size_t targets_most = 16;
/// Questions of an attendant that the steward answers at once; of an honest one there are no more.
inline constexpr std::size_t questions_most = 1024;

/// A peer as it crosses.
struct WirePeer {
  net::Kind kind = net::Kind::none;
  std::array<std::uint8_t, 16> bytes{};
  std::uint32_t scope = 0;
  std::uint16_t port = 0;
};

enum class OrderKind : std::uint8_t { serve, withdraw, name, wrap, targets, identify, shut_out };

struct Order {
  OrderKind kind = OrderKind::serve;
  std::uint32_t number = 0;        // of the service; name, wrap, identify: of the question
  bool end_conversations = false;  // withdraw
  bool name_confirmed = false;
  bool name_unknown = false;
  bool wrap_allowed = false;
  std::array<char, name_limit_bytes> name{};  // wrap: why nobody could tell
  std::uint32_t question = 0;                 // targets
  std::uint32_t target_count = 0;
  std::array<WirePeer, targets_most> targets{};
  WirePeer caller{};  // identify: the ends of his connection; shut_out: who
  WirePeer local{};
  std::int64_t end_ns = 0;  // shut_out: until when, on the clock that all processes share
};

/// No bool and nothing else that not every byte is a value of: these bytes are not ours.
enum class ReportKind : std::uint8_t {
  started,
  refused,
  ended,
  traffic,
  identified,
  not_identified,
  note,
  ask_name,
  ask_wrap,
  ask_targets,
  door_broken,
  closed,
  user,
  no_user,
  named
};

struct Report {
  ReportKind kind = ReportKind::started;
  std::uint8_t reason = 0;           // refused: access::Reason; not_identified, no_user: IdentFailure
  std::uint8_t level = 0;            // note: log::Level
  std::uint8_t lasting = 0;          // started: a conversation that ends with an `ended`
  std::uint8_t forward_confirm = 0;  // ask_name
  std::uint32_t number = 0;          // of the service; ask_name, user, no_user: of the question
  std::uint32_t through = 0;         // named: the number of the tcpmux service whose caller he is
  std::uint32_t question = 0;        // ask_wrap
  WirePeer peer;
  WirePeer local;               // ask_wrap: where he called
  std::int64_t duration_s = 0;  // ended
  std::uint64_t in_bytes = 0;   // traffic
  std::uint64_t out_bytes = 0;
};

/// A report with a text is a message of its own: note, identified, user.
struct TextReport {
  Report report;
  std::array<char, text_limit_bytes> text{};
};

constexpr bool has_text(ReportKind kind) {
  return kind == ReportKind::note || kind == ReportKind::identified || kind == ReportKind::user;
}

inline WirePeer wire_peer(const net::Endpoint& peer) {
  return {peer.address.kind(), peer.address.bytes(), peer.address.scope(), peer.port};
}

/// The peer of these parts; Kind::none for kinds that do not exist.
inline net::Endpoint peer_of(const WirePeer& wire) {
  net::Endpoint out;
  out.port = wire.port;
  const auto& b = wire.bytes;
  if (wire.kind == net::Kind::ipv6) out.address = net::Address::v6(b, wire.scope);
  if (wire.kind == net::Kind::local) out.address = net::Address::local();
  if (wire.kind == net::Kind::ipv4) {
    out.address =
        net::Address::v4(static_cast<std::uint32_t>(b[0]) << 24 | static_cast<std::uint32_t>(b[1]) << 16 |
                         static_cast<std::uint32_t>(b[2]) << 8 | b[3]);
  }
  return out;
}

/// Why nobody can tell who a caller is, as it crosses: `words` is one of builtin::ident_failure_words.
inline std::uint8_t failure_number(std::string_view words) {
  auto found = std::ranges::find(builtin::ident_failure_words, words);
  return static_cast<std::uint8_t>(found - builtin::ident_failure_words.begin());
}

/// Nothing: there is no such reason.
inline std::optional<std::string_view> failure_words(std::uint8_t number) {
  if (number >= builtin::ident_failure_words.size()) return std::nullopt;
  return builtin::ident_failure_words[number];
}

/// Text into a fixed field, cut to fit, always terminated.
template <std::size_t N>
void put_text(std::array<char, N>& field, std::string_view text) {
  field.fill('\0');
  std::memcpy(field.data(), text.data(), std::min(text.size(), N - 1));
}

/// Up to the first NUL; a field without one is taken whole.
template <std::size_t N>
std::string_view text_of(const std::array<char, N>& field) {
  return {field.data(), ::strnlen(field.data(), N)};
}

}  // namespace rouse::attend
