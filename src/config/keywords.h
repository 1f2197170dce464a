// Keywords: the tables of enumerated values, each in the order in which xinetd's dump prints them. All are
// compared case-insensitively (reference/xinetd.md 2.1).
#pragma once

#include <syslog.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "config/service_config.h"

namespace rouse::config {

template <class E>
struct Keyword {
  std::string_view name;
  E value;
};

inline constexpr std::array<Keyword<Flag>, 12> flag_keywords{{{"REUSE", Flag::reuse},
                                                              {"INTERCEPT", Flag::intercept},
                                                              {"NORETRY", Flag::noretry},
                                                              {"IDONLY", Flag::idonly},
                                                              {"NAMEINARGS", Flag::nameinargs},
                                                              {"NODELAY", Flag::nodelay},
                                                              {"KEEPALIVE", Flag::keepalive},
                                                              {"NOLIBWRAP", Flag::nolibwrap},
                                                              {"SENSOR", Flag::sensor},
                                                              {"IPv4", Flag::ipv4},
                                                              {"IPv6", Flag::ipv6},
                                                              {"LABELED", Flag::labeled}}};

inline constexpr std::array<Keyword<Type>, 6> type_keywords{{{"RPC", Type::rpc},
                                                             {"INTERNAL", Type::internal},
                                                             {"UNLISTED", Type::unlisted},
                                                             {"SPECIAL", Type::special},
                                                             {"TCPMUX", Type::tcpmux},
                                                             {"TCPMUXPLUS", Type::tcpmuxplus}}};

inline constexpr std::array<Keyword<SocketType>, 4> socket_type_keywords{
    {{"stream", SocketType::stream},
     {"dgram", SocketType::dgram},
     {"raw", SocketType::raw},
     {"seqpacket", SocketType::seqpacket}}};

inline constexpr std::array<Keyword<LogOption>, 6> success_keywords{{{"HOST", LogOption::host},
                                                                     {"DURATION", LogOption::duration},
                                                                     {"EXIT", LogOption::exit},
                                                                     {"PID", LogOption::pid},
                                                                     {"USERID", LogOption::userid},
                                                                     {"TRAFFIC", LogOption::traffic}}};

inline constexpr std::array<Keyword<LogOption>, 3> failure_keywords{
    {{"HOST", LogOption::host}, {"ATTEMPT", LogOption::attempt}, {"USERID", LogOption::userid}}};

inline constexpr std::array<Keyword<bool>, 2> yes_no_keywords{{{"yes", true}, {"no", false}}};

inline constexpr std::array<Keyword<DefaultFamily>, 2> default_family_keywords{
    {{"ipv4", DefaultFamily::ipv4}, {"dual", DefaultFamily::dual}}};

inline constexpr std::array<Keyword<Mode>, 3> mode_keywords{
    {{"on-demand", Mode::on_demand}, {"standalone", Mode::standalone}, {"warm", Mode::warm}}};

inline constexpr std::array<Keyword<ParkPoint>, 2> park_point_keywords{
    {{"main", ParkPoint::main}, {"io", ParkPoint::io}}};

inline constexpr std::array<Keyword<Ready>, 4> ready_keywords{{{"started", Ready::started},
                                                               {"notify", Ready::notify},
                                                               {"pidfile", Ready::pid_file},
                                                               {"port", Ready::port}}};

inline constexpr std::array<Keyword<Respawn>, 3> respawn_keywords{
    {{"yes", Respawn::always}, {"on-failure", Respawn::on_failure}, {"no", Respawn::no}}};

inline constexpr std::array<Keyword<int>, 17> facility_keywords{{{"daemon", LOG_DAEMON},
                                                                 {"auth", LOG_AUTH},
                                                                 {"authpriv", LOG_AUTHPRIV},
                                                                 {"user", LOG_USER},
                                                                 {"mail", LOG_MAIL},
                                                                 {"lpr", LOG_LPR},
                                                                 {"news", LOG_NEWS},
                                                                 {"uucp", LOG_UUCP},
                                                                 {"ftp", LOG_FTP},
                                                                 {"local0", LOG_LOCAL0},
                                                                 {"local1", LOG_LOCAL1},
                                                                 {"local2", LOG_LOCAL2},
                                                                 {"local3", LOG_LOCAL3},
                                                                 {"local4", LOG_LOCAL4},
                                                                 {"local5", LOG_LOCAL5},
                                                                 {"local6", LOG_LOCAL6},
                                                                 {"local7", LOG_LOCAL7}}};

inline constexpr std::array<Keyword<int>, 8> level_keywords{{{"emerg", LOG_EMERG},
                                                             {"alert", LOG_ALERT},
                                                             {"crit", LOG_CRIT},
                                                             {"err", LOG_ERR},
                                                             {"warning", LOG_WARNING},
                                                             {"notice", LOG_NOTICE},
                                                             {"info", LOG_INFO},
                                                             {"debug", LOG_DEBUG}}};

/// The value that `word` names.
template <class E, std::size_t N>
std::optional<E> value_of(const std::array<Keyword<E>, N>& table, std::string_view word) {
  for (const Keyword<E>& keyword : table)
    if (same_word(keyword.name, word)) return keyword.value;
  return std::nullopt;
}

/// The name of `value`; empty when the table does not have it.
template <class E, std::size_t N>
std::string_view name_of(const std::array<Keyword<E>, N>& table, E value) {
  for (const Keyword<E>& keyword : table)
    if (keyword.value == value) return keyword.name;
  return {};
}

/// The keyword that a misspelt `word` was meant to be; empty when none is near.
template <class E, std::size_t N>
std::string_view meant(const std::array<Keyword<E>, N>& table, std::string_view word) {
  std::vector<std::string_view> names;
  for (const Keyword<E>& keyword : table) names.push_back(keyword.name);
  return nearest(word, names).value_or(std::string_view{});
}

/// "stream, dgram, raw or seqpacket", for messages.
template <class E, std::size_t N>
std::string choices(const std::array<Keyword<E>, N>& table) {
  std::string out;
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) out += i + 1 == N ? " or " : ", ";
    out += table[i].name;
  }
  return out;
}

}  // namespace rouse::config
