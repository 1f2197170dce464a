// Banner: a file sent to a caller without ever blocking anybody (reference/xinetd.md 4.9; xinetd's parent
// writes it blocking, and one caller who does not read stops the daemon).
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "loop/co.h"
#include "loop/loop.h"
#include "sys/stamp.h"

namespace rouse::listen {

/// How long a caller may take to read a banner.
inline constexpr std::chrono::seconds banner_patience{10};
/// The largest banner file that is sent.
inline constexpr std::size_t banner_limit_bytes = 1024 * 1024;

/// All callers of a service share one copy.
using BannerText = std::shared_ptr<const std::string>;

/// The banner files of a service, read again when they have changed.
class Banners {
 public:
  /// The text of `path` from now on, whatever the file says: for a process without files.
  void give(const std::string& path, std::string text);
  /// Errors: the file cannot be read, or is larger than banner_limit_bytes.
  Result<BannerText> text(const std::string& path);

 private:
  struct Known {
    sys::FileStamp stamp;
    BannerText text;
    bool given = false;
  };
  std::map<std::string, Known> known_;
};

/// Sends all of `text` and gives the caller back; no descriptor: the caller did not read it in time, or is
/// gone.
loop::Co<Fd> send_banner(loop::Loop* loop, Fd caller, BannerText text);

}  // namespace rouse::listen
