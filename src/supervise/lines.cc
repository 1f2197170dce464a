#include "supervise/lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rouse::supervise {

Lines::Cut Lines::cut(std::string_view bytes, Instant now) {
  Cut out;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    std::size_t end = rest.find('\n');
    bool whole = end != std::string_view::npos;
    if (!whole && !in_long_line_ && rest.size() <= line_limit_bytes) break;
    if (!in_long_line_) complete(rest.substr(0, end), out.lines, now);
    in_long_line_ = !whole;
    rest.remove_prefix(whole ? end + 1 : rest.size());
  }
  out.bytes = bytes.size() - rest.size();
  return out;
}

std::vector<std::string> Lines::finish(std::string_view bytes, Instant now) {
  Cut out = cut(bytes, now);
  bytes.remove_prefix(out.bytes);
  if (!bytes.empty()) complete(bytes, out.lines, now);
  in_long_line_ = false;
  tell_left_out(out.lines);
  return std::move(out.lines);
}

std::vector<std::string> Lines::left_out() {
  std::vector<std::string> out;
  tell_left_out(out);
  return out;
}

void Lines::complete(std::string_view line, std::vector<std::string>& out, Instant now) {
  if (!may_pass(now)) {
    ++left_out_;
    return;
  }
  while (line.ends_with('\r')) line.remove_suffix(1);
  tell_left_out(out);
  out.emplace_back(line.substr(0, line_limit_bytes));
  if (line.size() > line_limit_bytes) out.back() += "...";
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
