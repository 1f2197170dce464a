// StewardNames: the names of callers, asked of the steward, who asks the resolver.
#pragma once

#include <unordered_map>

#include "attend/reporter.h"
#include "listen/names.h"
#include "loop/flag.h"

namespace rouse::attend {

class StewardNames final : public listen::Names {
 public:
  StewardNames(loop::Loop& loop, Reporter& reporter) : loop_(loop), reporter_(reporter) {}

  loop::Co<listen::NameAnswer> name_of(net::Address caller, bool forward_confirm) override;
  /// The attendant starts no server and looks up no host: always nothing.
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string user, gid_t primary) override;
  loop::Co<std::vector<net::Address>> addresses_of(std::string host) override;

  /// The steward's answer to a question of ours.
  void take(const Order& order);

 private:
  /// Somebody who waits; lives in his frame.
  struct Waiting {
    Waiting(StewardNames& names, std::uint32_t question)
        : table(names.waiting_), number(question), answered(names.loop_) {
      table.emplace(number, this);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { table.erase(number); }

    std::unordered_map<std::uint32_t, Waiting*>& table;
    std::uint32_t number;
    loop::Flag answered;
    listen::NameAnswer answer{.name = {}, .unknown = true};
  };

  loop::Loop& loop_;
  Reporter& reporter_;
  std::uint32_t last_number_ = 0;
  std::unordered_map<std::uint32_t, Waiting*> waiting_;
};

}  // namespace rouse::attend
