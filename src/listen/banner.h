// Banner: a file sent to a caller without ever blocking anybody (reference/xinetd.md 4.9; xinetd's parent
// writes it blocking, and one caller who does not read stops the daemon).
#pragma once

#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::listen {

/// How long a caller may take to read a banner.
inline constexpr std::chrono::seconds banner_patience{10};
/// The largest banner file that is sent.
inline constexpr std::size_t banner_limit_bytes = 1024 * 1024;

/// The text of a banner file.
Result<std::string> read_banner(const std::string& path);

/// Sends all of `text` and gives the caller back; no descriptor: the caller did not read it in time, or is
/// gone.
loop::Co<Fd> send_banner(loop::Loop* loop, Fd caller, std::string text);

}  // namespace rouse::listen
