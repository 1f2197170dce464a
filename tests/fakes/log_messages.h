// The daemon's messages, kept in a form that tests can write down: "ERROR the attendant ended".
#pragma once

#include <string>
#include <vector>

#include "log/sink.h"

namespace rouse::fakes {

class KeepsMessages final : public log::Sink {
 public:
  explicit KeepsMessages(std::vector<std::string>& out) : out_(out) {}
  void write(const log::Line& line) override {
    out_.push_back(std::string(line.level) + " " + std::string(line.text));
  }

 private:
  std::vector<std::string>& out_;
};

class NoSink final : public log::Sink {
 public:
  void write(const log::Line&) override {}
};

}  // namespace rouse::fakes
