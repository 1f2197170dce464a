// Levels: a set of runlevels. 0 halts, 1 is for one user, 2 to 5 are for many, 6 reboots (reference/sysv.md
// 3). Debian's S, the scripts of the boot itself, stands behind them: it has links, but nobody writes it in a
// chkconfig header.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rouse::sysv {

inline constexpr std::array<int, 7> every_level = {0, 1, 2, 3, 4, 5, 6};
/// Debian's S.
inline constexpr int boot_level = 7;

/// How the level is written in the name of its folder: '0' to '6', 'S'.
constexpr char level_letter(int level) { return level == boot_level ? 'S' : static_cast<char>('0' + level); }
/// As RUNLEVEL and `runlevel` have it: 'N' before the first one.
constexpr char level_letter(std::optional<int> level) { return level ? level_letter(*level) : 'N'; }

class Levels {
 public:
  constexpr Levels() = default;
  constexpr static Levels all() { return Levels(0x7f); }
  /// What `chkconfig NAME on` switches when it is not told otherwise: 2, 3, 4 and 5.
  constexpr static Levels usual() { return Levels(0x3c); }
  constexpr static Levels only(int level) { return Levels(1U << level); }

  constexpr bool has(int level) const { return (bits_ >> level & 1U) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  /// None of these levels is missing in `other`.
  constexpr bool within(Levels other) const { return (bits_ & ~other.bits_) == 0; }

  constexpr friend Levels operator|(Levels a, Levels b) { return Levels(a.bits_ | b.bits_); }
  constexpr friend Levels operator&(Levels a, Levels b) { return Levels(a.bits_ & b.bits_); }
  /// The levels of `a` that `b` does not have.
  constexpr friend Levels operator-(Levels a, Levels b) { return Levels(a.bits_ & ~b.bits_); }
  constexpr Levels& operator|=(Levels other) { return *this = *this | other; }
  constexpr Levels& operator-=(Levels other) { return *this = *this - other; }
  constexpr bool operator==(const Levels&) const = default;

 private:
  constexpr explicit Levels(unsigned bits) : bits_(static_cast<std::uint8_t>(bits)) {}

  std::uint8_t bits_ = 0;
};

/// "235": digits 0 to 6 without separators, at least one (reference/sysv.md 4.1).
std::optional<Levels> parse_levels(std::string_view digits);
/// "235"; S at the end.
std::string text(Levels levels);

}  // namespace rouse::sysv
