#include "supervise/lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rouse::supervise {

std::vector<std::string> Lines::feed(std::string_view bytes, Instant now) {
  std::vector<std::string> out;
  while (!bytes.empty()) {
    std::size_t end = bytes.find('\n');
    std::string_view piece = bytes.substr(0, end);
    std::string_view fits = piece.substr(0, line_limit_bytes - line_.size());
    line_ += fits;
    cut_ = cut_ || fits.size() < piece.size();
    if (end == std::string_view::npos) break;
    complete(out, now);
    bytes.remove_prefix(end + 1);
  }
  return out;
}

std::vector<std::string> Lines::finish(Instant now) {
  std::vector<std::string> out;
  if (!line_.empty()) complete(out, now);
  tell_left_out(out);
  return out;
}

void Lines::complete(std::vector<std::string>& out, Instant now) {
  std::string line = std::exchange(line_, {});
  while (line.ends_with('\r')) line.pop_back();
  bool cut = std::exchange(cut_, false);
  if (!may_pass(now)) {
    ++left_out_;
    return;
  }
  tell_left_out(out);
  out.push_back(cut ? line + "..." : std::move(line));
}

void Lines::tell_left_out(std::vector<std::string>& out) {
  std::uint64_t count = std::exchange(left_out_, 0);
  if (count == 0) return;
  out.push_back(fmt::format("({} lines left out: more than {} a second)", count, lines_per_second));
}

bool Lines::may_pass(Instant now) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(now - refilled_at_);
  if (seconds.count() > 0) {
    std::uint64_t more = static_cast<std::uint64_t>(seconds.count()) * lines_per_second;
    allowance_ = std::min(lines_at_once, allowance_ + more);
    refilled_at_ += seconds;
  }
  if (allowance_ == 0) return false;
  --allowance_;
  return true;
}

}  // namespace rouse::supervise
