// Listing: the lines of `chkconfig --list` (reference/sysv.md 4.3), which other programs read. They are
// aligned by the bytes of the names; the words are the caller's, who speaks the user's language.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sysv/inventory.h"
#include "sysv/xinetd_files.h"

namespace rouse::sysv {

struct ListWords {
  std::string_view on = "on", off = "off";
  std::string_view xinetd_heading = "xinetd based services:";
};

/// "httpd          <TAB>0:off<TAB>1:off<TAB>2:on ..."
std::string script_line(std::string_view name, Levels on, const ListWords& words);
/// "tftp           <TAB>off", as it stands alone
std::string xinetd_line(const XinetdFile& file, const ListWords& words);
/// A line for each script that has a link in some level.
std::string script_list(const Inventory& inventory, const ListWords& words);
/// An empty line, the heading, "<TAB>rsync:         <TAB>off".
std::string xinetd_list(std::span<const XinetdFile> files, const ListWords& words);
/// The list of xinetd's services is shown only where xinetd is itself a service that is on in some level.
bool shows_xinetd(const Inventory& inventory);

}  // namespace rouse::sysv
