// ChkconfigJson: what `chkconfig --json` prints: an array of flat objects, one a line. Its words are never
// translated.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/edit.h"
#include "sysv/inventory.h"
#include "sysv/plan.h"
#include "sysv/xinetd_files.h"

namespace rouse::tools {

/// {"name":"httpd","kind":"sysv","on":"2345","off":"016","start":85,"stop":15}: the levels with an S link and
/// those with a K link, and the header's priorities.
std::string script_json(const sysv::Script& script, const sysv::LinkTable& links);
/// {"name":"plain","kind":"sysv","problem":"...","file":"/etc/init.d/plain","line":3}: why it is not managed.
std::string unmanaged_json(const sysv::UnmanagedScript& script, const sysv::Tree& tree);
/// {"name":"telnet","kind":"xinetd","state":"on"}
std::string xinetd_json(const sysv::XinetdFile& file);
/// What a plan changes, the array: {"level":"3","made":"S85httpd","removed":"K15httpd"}
std::string plan_json(const sysv::Plan& plan);
/// What an edit changes, the array: {"file":"/etc/xinetd.d/telnet","state":"on"}, or nothing.
std::string edit_json(const std::string& path, const config::Edit& edit, bool on);
/// The array.
std::string json_array(std::span<const std::string> objects);

}  // namespace rouse::tools
