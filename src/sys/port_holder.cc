// Who holds a port: the socket's inode in /proc/net/{tcp,udp}{,6}, then the process whose /proc/PID/fd shows
// it.
#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

#include "base/text.h"
#include "sys/file.h"
#include "sys/machine.h"

namespace rouse::sys {

namespace {

constexpr std::string_view tcp_listen = "0A";
constexpr std::string_view udp_bound = "07";

std::optional<std::uint32_t> hex_number(std::string_view digits) {
  std::uint32_t value = 0;
  auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// The address as the kernel prints it: 32-bit words in host order, in hexadecimal.
std::optional<net::Address> kernel_address(std::string_view digits) {
  std::array<std::uint8_t, 16> bytes{};
  if (digits.size() != 8 && digits.size() != 32) return std::nullopt;
  for (std::size_t at = 0; at < digits.size(); at += 8) {
    std::optional<std::uint32_t> word = hex_number(digits.substr(at, 8));
    if (!word) return std::nullopt;
    std::memcpy(bytes.data() + at / 2, &*word, sizeof *word);
  }
  if (digits.size() == 32) return net::Address::v6(bytes);
  std::uint32_t network = 0;
  std::memcpy(&network, bytes.data(), sizeof network);
  return net::Address::v4(ntohl(network));
}

bool in_the_way(const net::Endpoint& wanted, std::string_view local) {
  std::size_t colon = local.find(':');
  if (colon == std::string_view::npos) return false;
  std::optional<std::uint32_t> port = hex_number(local.substr(colon + 1));
  std::optional<net::Address> address = kernel_address(local.substr(0, colon));
  if (!port || !address || *port != wanted.port) return false;
  return address->is_any() || wanted.address.is_any() || address->unmapped() == wanted.address.unmapped();
}

/// The inode, in digits, of the first socket of a table that is in the way of `wanted`.
std::string inode_in(const std::string& table, std::string_view state, const net::Endpoint& wanted) {
  Result<std::string> text = read_file(table);
  if (!text) return {};
  std::string_view rest = *text;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    std::vector<std::string_view> fields =
        words(line);  // sl local remote st queues tr:when retrnsmt uid timeout inode
    if (fields.size() < 10 || fields[3] != state || !in_the_way(wanted, fields[1])) continue;
    if (fields[9] != "0") return std::string(fields[9]);
  }
  return {};
}

bool holds(const std::string& directory, const std::string& link) {
  Result<std::vector<std::string>> names = directory_names(directory);
  if (!names) return false;
  std::array<char, 64> target{};
  for (const std::string& name : *names) {
    ssize_t size = ::readlink((directory + "/" + name).c_str(), target.data(), target.size());
    if (size > 0 && std::string_view(target.data(), static_cast<std::size_t>(size)) == link) return true;
  }
  return false;
}

std::optional<Holder> holder_of(const std::string& inode) {
  Result<std::vector<std::string>> processes = directory_names("/proc");
  if (!processes) return std::nullopt;
  std::string link = "socket:[" + inode + "]";
  for (const std::string& process : *processes) {
    std::optional<std::uint64_t> pid = whole_number(process, 1U << 30);
    if (!pid || !holds("/proc/" + process + "/fd", link)) continue;
    std::string command = read_file("/proc/" + process + "/comm", 256).value_or("");
    return Holder{.pid = static_cast<pid_t>(*pid), .command = command.substr(0, command.find('\n'))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Holder> port_holder(const std::string& protocol, const net::Endpoint& endpoint) {
  std::string_view state = protocol == "udp" ? udp_bound : tcp_listen;
  for (const char* version : {"", "6"}) {
    std::string inode = inode_in("/proc/net/" + protocol + version, state, endpoint);
    if (!inode.empty()) return holder_of(inode);
  }
  return std::nullopt;
}

}  // namespace rouse::sys
