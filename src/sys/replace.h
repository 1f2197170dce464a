// Replacing: files and links that others read change in one step. A reader sees the old one or the new one,
// never none and never half of it.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace rouse::sys {

/// Gives the file this content; mode, owner and extended attributes (among them the SELinux label) stay.
/// Where `path` is a symbolic link its target is replaced and the link stays. On the disk when it returns.
Result<void> replace_content(const std::string& path, std::string_view content);
/// Makes `path` a symbolic link to `target`, in the place of whatever file or link was there.
Result<void> make_link(const std::string& target, const std::string& path);
/// Makes the folder and those above it, where missing (0755 under the umask).
Result<void> make_folders(const std::string& path);

}  // namespace rouse::sys
