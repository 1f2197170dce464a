// Switchboard: the conversation of tcpmux (RFC 1078): it hears which service a caller wants, and puts him
// through.
//
//   caller -> his line -> a service that the attendant answers itself -> its admission
//                    |--> another one -> the steward, who asks the kernel who it is, then its admission
//                    |--> HELP -> the names, closed
//                    |--> no such name -> "-Service name not found", closed
//                    '--> no line in time, or none at all -> closed
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "attend/mux_directory.h"
#include "attend/reporter.h"
#include "builtin/scratch.h"
#include "listen/admission.h"
#include "loop/co.h"

namespace rouse::attend {

/// How long a caller may take for his line.
inline constexpr std::chrono::seconds tcpmux_patience{30};

class Switchboard {
 public:
  using ServicesByNumber = std::unordered_map<std::uint32_t, std::shared_ptr<listen::Service>>;
  /// What it needs; all of it must outlive this.
  struct Means {
    loop::Loop& loop;
    Reporter& reporter;
    builtin::Scratch& scratch;
    const ServicesByNumber& services;
    const MuxDirectory& directory;
    listen::Admission& admission;
  };
  explicit Switchboard(Means means) : means_(means) {}

  /// The whole conversation with a caller whom the tcpmux service `through` let in.
  loop::Co<void> converse(std::shared_ptr<listen::Service> through, Fd caller, net::Endpoint peer);

 private:
  void put_through(std::uint32_t number, const listen::Service& through, Fd caller,
                   const net::Endpoint& peer);
  loop::Co<void> answer(Fd caller, listen::BannerText text);

  Means means_;
};

}  // namespace rouse::attend
