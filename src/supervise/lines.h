// Lines: what a resident writes, cut into lines of bounded length and number. Pure: it takes `now`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace rouse::supervise {

/// What is longer is cut.
inline constexpr std::size_t line_limit_bytes = 1000;
/// As many lines at once, and so many more each second; what goes beyond is left out.
inline constexpr std::uint64_t lines_at_once = 1000;
inline constexpr std::uint64_t lines_per_second = 100;

class Lines {
 public:
  explicit Lines(Instant now) : refilled_at_(now) {}

  struct Cut {
    std::vector<std::string> lines;  // with how many were left out before them
    std::size_t bytes = 0;           // that are done with; those behind them are to come again, with more
  };

  /// The whole lines at the beginning of `bytes`, without the carriage return of Red Hat's tags ("[  OK
  /// ]\r"). Of one without an end nothing is done with, unless it is too long already.
  Cut cut(std::string_view bytes, Instant now);
  /// All of `bytes`, behind which nothing comes: the last line needs no end.
  std::vector<std::string> finish(std::string_view bytes, Instant now);
  /// That lines were left out, if they were, for want of a later line to tell it before.
  std::vector<std::string> left_out();

 private:
  void complete(std::string_view line, std::vector<std::string>& out, Instant now);
  void tell_left_out(std::vector<std::string>& out);
  bool may_pass(Instant now);

  bool in_long_line_ = false;  // which has been told: its rest is not
  std::uint64_t left_out_ = 0;
  std::uint64_t allowance_ = lines_at_once;
  Instant refilled_at_;
};

}  // namespace rouse::supervise
