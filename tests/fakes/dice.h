// Dice: configurations and callers out of a seed, the same on every machine.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::fakes {

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  /// From 0 to `sides` - 1.
  std::size_t roll(std::size_t sides) { return engine_() % sides; }
  bool one_in(std::size_t sides) { return roll(sides) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& items) {
    return items[roll(items.size())];
  }

 private:
  std::mt19937 engine_;  // the same numbers on every machine, unlike the distributions
};

/// Some neighbours, so that lists fit often enough.
inline const std::vector<std::string> some_callers = {
    "10.1.2.3",    "10.1.2.4",    "10.1.9.9",      "192.168.1.7", "192.168.2.7", "172.16.0.1",
    "2001:db8::1", "2001:db8::2", "2001:db8:1::1", "2001:db9::1", "::1",         "127.0.0.1"};
inline const std::vector<std::string> some_patterns = {
    "10.0.0.0",     "10.1.2.0/24",   "10.1.2.3",         "192.168.{1,2}", "192.168.0.0/255.255.0.0",
    "0.0.0.0/0",    "::/0",          "2001:db8::/32",    "2001:db8::1",   "127.0.0.1",
    ".example.com", "a.example.com", ".sub.example.com", "localhost",     "private"};
inline const std::vector<std::string> some_names = {
    "", "a.example.com", "b.example.com", "x.sub.example.com", "evil.test", "localhost"};

inline std::string list_lines(Dice& dice, std::string_view attribute) {
  std::string out;
  if (dice.one_in(2)) return out;
  for (std::size_t lines = dice.roll(3); lines > 0; --lines) {
    std::string_view op = out.empty() && dice.one_in(2) ? "=" : dice.one_in(5) ? "-=" : "+=";
    out += fmt::format("  {} {}", attribute, op);
    for (std::size_t entries = dice.roll(4); entries > 0; --entries) out += " " + dice.one_of(some_patterns);
    out += "\n";
  }
  return out;
}

inline std::string limit_lines(Dice& dice) {
  std::string out;
  if (dice.one_in(3)) out += fmt::format("  instances = {}\n", dice.roll(8));
  if (dice.one_in(3)) out += fmt::format("  per_source = {}\n", dice.roll(5));
  if (dice.one_in(3)) out += fmt::format("  cps = {} 10\n", dice.roll(4));
  if (dice.one_in(5)) out += fmt::format("  max_load = {}.5\n", dice.roll(6));
  return out;
}

inline std::string service_lines(Dice& dice) {
  std::string out = limit_lines(dice) + list_lines(dice, "only_from") + list_lines(dice, "no_access");
  if (dice.one_in(4)) {
    std::size_t from = dice.roll(24), to = dice.roll(24);
    if (from != to) out += fmt::format("  access_times = {}:00-{}:30\n", from, to);
  }
  if (dice.one_in(4)) out += "  cps_window = 5\n";
  if (dice.one_in(4)) out += fmt::format("  per_source_prefix = {}\n", 32 + dice.roll(97));
  if (dice.one_in(3)) out += "  forward_confirm = no\n";
  out +=
      fmt::format("  flags ={}{}{}\n", dice.one_in(25) ? " SENSOR" : "", dice.one_in(5) ? " NOLIBWRAP" : "",
                  dice.one_in(6) ? " IPv4" : (dice.one_in(6) ? " IPv6" : ""));
  return out;
}

/// A configuration with one service that a caller may be refused by for any reason.
inline std::string some_configuration(Dice& dice) {
  bool dgram = dice.one_in(4);
  bool wait = dice.one_in(8);
  return fmt::format(
      "defaults\n{{\n{}{}{}}}\nservice {}\n{{\n  socket_type = {}\n  wait = {}\n  user = root\n"
      "  server = {}\n{}}}\n",
      limit_lines(dice), list_lines(dice, "only_from"), list_lines(dice, "no_access"),
      dgram ? "tftp" : "telnet", dgram ? "dgram" : "stream", wait ? "yes" : "no",
      dgram ? "/usr/sbin/in.tftpd" : "/usr/sbin/in.telnetd", service_lines(dice));
}

}  // namespace rouse::fakes
