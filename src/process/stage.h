// Stage: the step between clone and exec at which a start failed. The child reports {stage, errno} through the
// book; the table of texts is locked to the enum.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace rouse::process {

enum class Stage : std::uint8_t {
  none, clone, descriptors, signals, setgid, groups, setuid, nice, limit_files, limit_as, limit_cpu, limit_data,
  limit_rss, limit_stack, session, directory, exec, count
};

inline constexpr std::array<std::string_view, 17> stage_texts = {
    "none",           "clone",         "descriptors",  "signals",     "setgid",       "setgroups",
    "setuid",         "nice",          "rlimit_files", "rlimit_as",   "rlimit_cpu",   "rlimit_data",
    "rlimit_rss",     "rlimit_stack",  "setsid",       "chdir /",     "exec"};
static_assert(stage_texts.size() == static_cast<std::size_t>(Stage::count));

constexpr std::string_view text(Stage stage) { return stage_texts[static_cast<std::size_t>(stage)]; }

}  // namespace rouse::process
