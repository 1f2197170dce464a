// JournalSink: lines to journald by its native protocol, so that service and pid are fields and not text. It
// names SYSLOG_IDENTIFIER, SYSLOG_FACILITY and SYSLOG_PID as syslog would, so that existing rules still
// match.
#pragma once

#include <string>
#include <string_view>

#include "base/fd.h"
#include "log/sink.h"

namespace rouse::log {

inline constexpr std::string_view journal_path = "/run/systemd/journal/socket";

class JournalSink final : public Sink {
 public:
  explicit JournalSink(Identity identity, std::string path = std::string(journal_path));
  void write(const Line& line) override;
  void reopen() override { socket_.reset(); }

 private:
  bool connect();
  bool send(const std::string& datagram);

  Identity identity_;
  std::string path_;
  Fd socket_;
};

/// The datagram: NAME=VALUE lines, values with newlines in the protocol's binary form. Pure.
std::string journal_datagram(const Line& line, const Identity& identity);

}  // namespace rouse::log
