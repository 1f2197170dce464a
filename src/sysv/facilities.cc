#include "sysv/facilities.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "base/text.h"
#include "sys/file.h"

namespace rouse::sysv {

Facilities Facilities::standard() {
  Facilities out;
  out.add(R"(
$local_fs   +mountall +mountall-bootclean +mountoverflowtmp +umountfs
$network    +networking +ifupdown
$named      +named +dnsmasq +lwresd +bind9 +unbound $network
$remote_fs  $local_fs +mountnfs +mountnfs-bootclean +umountnfs +sendsigs
$syslog     +rsyslog +sysklogd +syslog-ng +dsyslog +inetutils-syslogd
$portmap    +rpcbind +portmap
$time       +hwclock
)");
  return out;
}

void Facilities::add(std::string_view table) {
  while (!table.empty()) {
    std::size_t end = table.find('\n');
    std::vector<std::string_view> fields = words(table.substr(0, end));
    table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
    if (fields.empty() || !fields.front().starts_with('$')) continue;  // comments, <interactive>
    std::vector<std::string>& members = members_[std::string(fields.front())];
    for (std::string_view member : std::span(fields).subspan(1))
      members.emplace_back(member.substr(member.starts_with('+') ? 1 : 0));
  }
}

const std::vector<std::string>& Facilities::members(std::string_view name) const {
  static const std::vector<std::string> none;
  auto found = members_.find(name);
  return found == members_.end() ? none : found->second;
}

Facilities read_facilities(const Tree& tree) {
  Facilities out;
  if (Result<std::string> table = sys::read_file(tree.path("/etc/insserv.conf"))) out.add(*table);
  std::string folder = tree.path("/etc/insserv.conf.d");
  std::vector<std::string> names = sys::directory_names(folder).value_or(std::vector<std::string>{});
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (is_left_behind(name)) continue;
    if (Result<std::string> table = sys::read_file(folder + "/" + name)) out.add(*table);
  }
  bool debian = sys::readable(tree.path("/etc/debian_version")).has_value();
  return out.empty() && debian ? Facilities::standard() : out;
}

}  // namespace rouse::sysv
