// Lines: what a resident writes, cut into lines of bounded length and number. Pure: it takes `now`.
#pragma once

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

  /// The lines that `bytes` complete, without the carriage return of Red Hat's tags ("[  OK  ]\r"). What was
  /// left out before them, they tell.
  std::vector<std::string> feed(std::string_view bytes, Instant now);
  /// The writer has ended: what it wrote behind the last end of line, and what was left out.
  std::vector<std::string> finish(Instant now);

 private:
  void complete(std::vector<std::string>& out, Instant now);
  void tell_left_out(std::vector<std::string>& out);
  bool may_pass(Instant now);

  std::string line_;  // what has come of it so far
  bool cut_ = false;  // more came than a line may have
  std::uint64_t left_out_ = 0;
  std::uint64_t allowance_ = lines_at_once;
  Instant refilled_at_;
};

}  // namespace rouse::supervise
