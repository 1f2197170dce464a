// MemoryWorld: a machine in memory for tests of the configuration: files, directories and the usual tables.
// It records which names were resolved, so that tests can prove that nothing asked a resolver.
#pragma once

#include <cerrno>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/world.h"

namespace rouse::fakes {

class MemoryWorld : public config::World {
 public:
  std::map<std::string, std::string> files;
  std::map<std::string, std::vector<config::DirectoryEntry>> directories;
  std::set<std::string> writable;
  std::map<std::pair<std::string, std::string>, std::uint16_t> ports = {
      {{"echo", "tcp"}, 7},    {{"echo", "udp"}, 7},    {{"daytime", "tcp"}, 13}, {{"daytime", "udp"}, 13},
      {{"ftp", "tcp"}, 21},    {{"telnet", "tcp"}, 23}, {{"time", "tcp"}, 37},    {{"tcpmux", "tcp"}, 1},
      {{"finger", "tcp"}, 79}, {{"tftp", "udp"}, 69},   {{"auth", "tcp"}, 113},   {{"http", "tcp"}, 80}};
  std::map<std::string, int> protocols = {{"tcp", 6}, {"udp", 17}, {"icmp", 1}};
  std::map<std::string, std::uint32_t> programs = {{"rstatd", 100001}};
  std::map<std::string, net::Address> networks = {{"private", net::Address::v4(0x0a000000)}};
  std::map<std::string, config::UserRecord> users = {{"root", {0, 0}}, {"nobody", {65534, 65534}}};
  std::map<std::string, std::uint32_t> groups = {{"root", 0}, {"tty", 5}};
  std::set<std::string> programs_on_disk = {"/bin/true", "/usr/sbin/in.telnetd", "/usr/sbin/in.tftpd"};
  std::set<std::string> environment = {"PATH", "LANG"};
  std::map<std::string, std::vector<net::Address>> hosts = {{"localhost", {net::Address::v4(0x7f000001)}}};
  std::vector<std::string> resolved;
  bool check_only = false;

  bool language_only() const override { return check_only; }
  Result<std::string> read_file(const std::string& path) override {
    auto file = files.find(path);
    if (file == files.end()) return failed("open", ENOENT, path);
    return file->second;
  }
  Result<std::vector<config::DirectoryEntry>> read_directory(const std::string& path) override {
    auto directory = directories.find(path);
    if (directory == directories.end()) return failed("opendir", ENOENT, path);
    return directory->second;
  }
  bool writable_by_others(const std::string& path) override { return writable.contains(path); }
  std::optional<std::uint16_t> service_port(std::string_view name, std::string_view protocol) override {
    return found(ports, std::pair(std::string(name), std::string(protocol)));
  }
  std::optional<int> protocol_number(std::string_view name) override {
    return found(protocols, std::string(name));
  }
  std::optional<std::uint32_t> rpc_program(std::string_view name) override {
    return found(programs, std::string(name));
  }
  std::optional<net::Address> network(std::string_view name) override {
    return found(networks, std::string(name));
  }
  std::optional<config::UserRecord> user(const std::string& name) override { return found(users, name); }
  std::optional<std::uint32_t> group(const std::string& name) override { return found(groups, name); }
  Result<void> executable(const std::string& path) override {
    if (programs_on_disk.contains(path)) return {};
    return failed("access", ENOENT, path);
  }
  bool has_environment(const std::string& name) override { return environment.contains(name); }
  std::vector<net::Address> resolve(const std::string& host) override {
    resolved.push_back(host);
    return found(hosts, host).value_or(std::vector<net::Address>{});
  }

 private:
  template <class K, class V>
  static std::optional<V> found(const std::map<K, V>& table, const K& key) {
    auto entry = table.find(key);
    return entry == table.end() ? std::nullopt : std::optional<V>(entry->second);
  }
};

}  // namespace rouse::fakes
