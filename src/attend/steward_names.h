// StewardNames: the names of callers, asked of the steward, who asks the resolver.
#pragma once

#include "attend/reporter.h"
#include "listen/names.h"
#include "loop/questions.h"

namespace rouse::attend {

class StewardNames final : public listen::Names {
 public:
  StewardNames(loop::Loop& loop, Reporter& reporter) : loop_(loop), reporter_(reporter), questions_(loop) {}

  loop::Co<listen::NameAnswer> name_of(net::Address caller, bool forward_confirm) override;
  /// The attendant starts no server and looks up no host: always nothing.
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string user, gid_t primary) override;
  loop::Co<std::vector<net::Address>> addresses_of(std::string host) override;

  /// The steward's answer to a question of ours.
  void take(const Order& order);

 private:
  loop::Loop& loop_;
  Reporter& reporter_;
  loop::Questions<listen::NameAnswer> questions_;
};

}  // namespace rouse::attend
