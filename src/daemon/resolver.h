// Resolver: the role that asks DNS, NSS, and libwrap, so that the steward never waits for them. It runs as an
// account of its own (rouse-resolver where that exists, else nobody; without root under the daemon's own) in
// a fresh image of this program, holds no descriptor but its end of the pair, and answers with a few threads,
// so that one slow name server delays only its own questions.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/fd.h"
#include "listen/resolver_client.h"

namespace rouse::daemon {

/// argv[0] and process name of a resolver: how main() knows that it is one.
inline constexpr std::string_view resolver_name = "rouse-resolver";

/// A resolver's whole life, on descriptor 3.
int run_resolver();

/// Starts a resolver process; our end of the pair. It ends when that is closed.
Result<Fd> start_resolver();

/// Names as the steward has them: callers' names in one process, accounts and the configuration's hosts in
/// another, hosts.allow and hosts.deny in a third, so that a caller with a slow name server delays nobody
/// else. Each starts when it is first asked.
class Resolver final : public listen::Names {
 public:
  Resolver(loop::Loop& loop, log::DaemonLog& log);
  loop::Co<listen::NameAnswer> name_of(net::Address caller, bool forward_confirm) override;
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string user, gid_t primary) override;
  loop::Co<std::vector<net::Address>> addresses_of(std::string host) override;
  loop::Co<listen::WrapAnswer> wrapped(listen::WrapQuestion question) override;

 private:
  listen::ResolverClient callers_;
  listen::ResolverClient accounts_;
  listen::ResolverClient tables_;
};

}  // namespace rouse::daemon
