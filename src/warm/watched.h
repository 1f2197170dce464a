// Watched: the files of which a parked process was made, to notice before the next caller that one of them is
// another one by now. What an interpreter has loaded besides its script is not among them, unless park_watch
// says so.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sys/stamp.h"
#include "warm/births.h"
#include "warm/suitability.h"

namespace rouse::warm {

class Watched final : public Origin {
 public:
  /// As they are now. One that is not there counts, too: it may come.
  explicit Watched(const process::Strings& paths);
  /// Which one has changed since, the first of them; nothing: they are what they were.
  std::optional<std::string> changed() const override;

 private:
  std::vector<std::pair<std::string, std::optional<sys::FileStamp>>> stamps_;
};

/// The paths to watch, each once: the server and its interpreters, the arguments that are absolute paths of
/// regular files, and what park_watch names (of a folder, whether something comes or goes in it).
process::Strings watched_paths(const Suitability& server, const process::Recipe& recipe,
                               const process::Strings& park_watch);

}  // namespace rouse::warm
