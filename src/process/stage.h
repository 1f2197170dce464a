// Stage: the step between clone and exec at which a start failed. The child reports {stage, errno} through
// the book; the table of texts is locked to the enum. Steps whose failure the reference ignores (nice,
// rlimits: 3) have no stage.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rouse::process {

enum class Stage : std::uint8_t {
  none,
  descriptors,
  setgid,
  groups,
  setuid,
  directory,
  session,
  exec,
  count
};

inline constexpr std::array<std::string_view, 8> stage_texts = {
    "none", "descriptors", "setgid", "setgroups", "setuid", "chdir /", "setsid", "exec"};
static_assert(stage_texts.size() == static_cast<std::size_t>(Stage::count));

constexpr std::string_view text(Stage stage) { return stage_texts[static_cast<std::size_t>(stage)]; }

/// A failed start as the child reports it in its slot; 0 stands for "nothing failed".
struct StartFailure {
  Stage stage = Stage::none;
  int code = 0;  // errno

  static constexpr StartFailure from(std::uint32_t report) {
    std::uint32_t stage = report >> 16;
    bool known = stage < static_cast<std::uint32_t>(Stage::count);
    return {known ? static_cast<Stage>(stage) : Stage::none, static_cast<int>(report & 0xffff)};
  }
  constexpr std::uint32_t report() const {
    return static_cast<std::uint32_t>(stage) << 16 | static_cast<std::uint32_t>(code);
  }
};

/// What of the start of `server` failed: "exec /usr/sbin/in.telnetd: No such file or directory".
std::string explain(StartFailure failure, std::string_view server);

}  // namespace rouse::process
