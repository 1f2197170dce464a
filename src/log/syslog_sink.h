// SyslogSink: lines to the local syslog daemon over its socket. Connects when there is something to say,
// again after the daemon was restarted, and never waits: what does not fit is counted, and told when it fits
// again.
#pragma once

#include <string>

#include "base/fd.h"
#include "log/sink.h"

namespace rouse::log {

inline constexpr std::string_view syslog_path = "/dev/log";

class SyslogSink final : public Sink {
 public:
  explicit SyslogSink(Identity identity, std::string path = std::string(syslog_path));
  void write(const Line& line) override;
  void reopen() override { socket_.reset(); }

 private:
  bool connect();
  bool send(std::string frame);
  bool send_once(std::string_view frame);
  void tell_loss(const Line& line);

  Identity identity_;
  std::string path_;
  Fd socket_;
  bool stream_ = false;
};

}  // namespace rouse::log
