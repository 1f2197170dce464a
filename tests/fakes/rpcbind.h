// Rpcbind: a daemon that answers like rpcbind at a local socket, from a table that the test can see and
// change.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "base/fd.h"

namespace rouse::fakes {

class Rpcbind {
 public:
  explicit Rpcbind(std::string path) : path_(std::move(path)) { open(); }
  ~Rpcbind() { leave(); }
  Rpcbind(const Rpcbind&) = delete;
  Rpcbind& operator=(const Rpcbind&) = delete;

  /// "200001 1 tcp" -> "0.0.0.0.4.4".
  std::map<std::string, std::string> table;
  std::vector<std::string> asked;  // "set 200001 1 tcp", in order
  bool mute = false;

  /// Answers what has arrived; false: nothing had.
  bool serve() {
    Fd caller(::accept4(door_.raw(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (caller) caller_ = std::move(caller);
    std::array<char, 4096> buffer;
    ssize_t got = caller_ ? ::recv(caller_.raw(), buffer.data(), buffer.size(), 0) : -1;
    if (got == 0) caller_.reset();
    if (got <= 0) return false;
    heard_.append(buffer.data(), static_cast<std::size_t>(got));
    while (heard_.size() >= 4 && heard_.size() >= 4 + size_of_record()) answer_one();
    return true;
  }
  /// Ends its connection, and with it all that it knows if it is not started `warm`.
  void restart(bool warm = false) {
    leave();
    if (!warm) table.clear();
    open();
  }
  void leave() {
    caller_.reset();
    door_.reset();
    heard_.clear();
    ::unlink(path_.c_str());
  }
  void open() {
    door_ = Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    EXPECT_EQ(::bind(door_.raw(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(door_.raw(), 4), 0);
  }
  bool is_called() const { return static_cast<bool>(caller_); }

 private:
  static std::string number(std::uint32_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
    return out;
  }
  static std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t out = 0;
    for (char byte : bytes.substr(at, 4)) out = out << 8 | static_cast<unsigned char>(byte);
    return out;
  }
  static std::string text(std::string_view value) {
    std::string out = number(static_cast<std::uint32_t>(value.size())) + std::string(value);
    out.resize((out.size() + 3) / 4 * 4);
    return out;
  }
  std::size_t size_of_record() const { return number_at(heard_, 0) & 0x7fffffff; }

  void answer_one() {
    std::string call = heard_.substr(4, size_of_record());
    heard_.erase(0, 4 + call.size());
    std::string results = results_of(call);
    if (mute) return;
    std::string answer = call.substr(0, 4) + number(1) + std::string(16, '\0') + results;
    // In two fragments, as rpcbind may send it.
    std::string record = number(8) + answer.substr(0, 8) +
                         number(0x80000000 | static_cast<std::uint32_t>(answer.size() - 8)) +
                         answer.substr(8);
    ::send(caller_.raw(), record.data(), record.size(), MSG_NOSIGNAL);
  }
  std::string results_of(std::string_view call) {
    constexpr std::size_t arguments = 40;
    std::uint32_t procedure = number_at(call, 20);
    if (procedure == 4) return list();
    std::size_t size = number_at(call, arguments + 8);
    std::string netid(call.substr(arguments + 12, size));
    std::size_t behind = arguments + 12 + (size + 3) / 4 * 4;
    std::string address(call.substr(behind + 4, number_at(call, behind)));
    std::string key = std::to_string(number_at(call, arguments)) + " " +
                      std::to_string(number_at(call, arguments + 4)) + " " + netid;
    asked.push_back((procedure == 1 ? "set " : "unset ") + key);
    if (procedure == 2) table.erase(key);
    bool yes = procedure == 2 || table.try_emplace(key, address).first->second == address;
    return number(yes ? 1 : 0);
  }
  std::string list() {
    asked.emplace_back("list");
    std::string out;
    for (const auto& [key, address] : table) {
      std::size_t first = key.find(' ');
      std::size_t second = key.find(' ', first + 1);
      auto part = [&](std::size_t from, std::size_t to) {
        return number(static_cast<std::uint32_t>(std::stoul(key.substr(from, to - from))));
      };
      out += number(1) + part(0, first) + part(first + 1, second) + text(key.substr(second + 1)) +
             text(address) + text("superuser");
    }
    return out + number(0);
  }

  std::string path_;
  Fd door_;
  Fd caller_;
  std::string heard_;
};

}  // namespace rouse::fakes
