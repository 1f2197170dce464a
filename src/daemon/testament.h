// Testament: what a keeper leaves to the program that it becomes in the same process (upgrade): the numbers
// of its descriptors, and a few facts. Text, one fact a line, in a memfd whose number is in the environment:
//
//   rouse 1
//   version 0.1.0             of who wrote this
//   program 17                a descriptor of the program that wrote this
//   phase trial               the reader is on trial; or `returned`: it is the old one again, and this is why
//   reason ...                (of `returned`)
//   folder /root              where the daemon was started
//   descriptors 1024 4096     limits that the daemon was started with
//   serves 1
//   book 5 6                  its memory, its bell
//   ledger 7
//   events 13
//   roster 14
//   terminal 8                (in the foreground)
//   baton 9 10                (each)
//   orphan 4711 18            (each) a server that is nobody's child here, its pidfd
//   last 12                   the greatest number of a deposit
//   deposit 3 11              (each) its number, its descriptor
//
// Whoever reads skips what he does not know; the book, the ledger, the events and the roster have versions of
// their own. Events of another version are given up; without the roster residents are started anew.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "process/custody.h"

namespace rouse::daemon {

/// The variable that has the number of the memfd.
inline constexpr const char* testament_variable = "ROUSE_TESTAMENT";

struct Testament {
  std::string version;
  int program = -1;
  bool is_trial = true;
  std::string reason = {};
  std::string folder = "/";
  std::pair<std::uint64_t, std::uint64_t> descriptors = {0, 0};
  bool serves = false;
  std::pair<int, int> book = {-1, -1};
  int ledger = -1;
  int events = -1;
  int roster = -1;
  int terminal = -1;
  std::vector<std::pair<int, int>> batons = {};
  std::vector<std::pair<int, int>> orphans = {};
  process::DepositNumber last = 0;
  std::vector<std::pair<process::DepositNumber, int>> deposits = {};

  bool operator==(const Testament&) const = default;
};

std::string text_of(const Testament& testament);
/// Nothing: it is none, or not whole.
std::optional<Testament> testament_in(std::string_view text);

}  // namespace rouse::daemon
