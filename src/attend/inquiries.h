// Inquiries: the conversations with ident servers: about callers of attended services, and about those of the
// steward's, which it orders.
#pragma once

#include <cstdint>

#include "attend/reporter.h"
#include "attend/wire.h"
#include "builtin/ident.h"
#include "listen/identities.h"
#include "loop/task.h"

namespace rouse::attend {

class Inquiries final : public listen::Identities {
 public:
  /// Of `descriptor_limit` descriptors some are left to others. Ident servers have one port; tests have
  /// others.
  Inquiries(loop::Loop& loop, Reporter& reporter, std::uint64_t descriptor_limit,
            std::uint16_t server_port = builtin::ident_port)
      : loop_(loop),
        reporter_(reporter),
        descriptor_limit_(descriptor_limit),
        server_port_(server_port),
        tasks_(loop) {}

  loop::Co<listen::Identity> identify(net::Endpoint caller, net::Endpoint local) override;
  /// The steward's order to identify; the answer is reported.
  void take(const Order& order);

 private:
  loop::Task answer(Order order);

  loop::Loop& loop_;
  Reporter& reporter_;
  std::uint64_t descriptor_limit_;
  std::uint16_t server_port_;
  loop::Tasks tasks_;
};

}  // namespace rouse::attend
