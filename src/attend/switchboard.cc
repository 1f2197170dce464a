#include "attend/switchboard.h"

#include "base/text.h"
#include "builtin/farewell.h"
#include "builtin/tcpmux.h"

namespace rouse::attend {

namespace {

listen::BannerText not_found() {
  static const listen::BannerText text = std::make_shared<const std::string>("-Service name not found\r\n");
  return text;
}

}  // namespace

loop::Co<void> Switchboard::converse(std::shared_ptr<listen::Service> through, Fd caller,
                                     net::Endpoint peer) {
  Instant deadline = means_.loop.now() + tcpmux_patience;
  builtin::TcpmuxRequest request =
      co_await builtin::read_service_name(&means_.loop, std::move(caller), &means_.scratch, deadline);
  if (request.end != builtin::TcpmuxEnd::named) co_return;
  std::optional<std::uint32_t> number = means_.directory.find(request.name);
  if (number) {
    put_through(*number, *through, std::move(request.caller), peer);
    co_return;
  }
  listen::BannerText text = same_word(request.name, "HELP") ? means_.directory.help() : not_found();
  co_await answer(std::move(request.caller), text);
}

void Switchboard::put_through(std::uint32_t number, const listen::Service& through, Fd caller,
                              const net::Endpoint& peer) {
  auto own = means_.services.find(number);
  if (own != means_.services.end() && own->second->state != listen::DoorState::closed)
    return means_.admission.receive(own->second, std::move(caller), peer);
  Report report;
  report.kind = ReportKind::named;
  report.number = number;
  report.through = through.attended_as;
  means_.reporter.present(report, std::move(caller));
}

loop::Co<void> Switchboard::answer(Fd caller, listen::BannerText text) {
  Fd told = co_await listen::send_banner(&means_.loop, std::move(caller), text);
  if (!told) co_return;
  co_await builtin::farewell(&means_.loop, std::move(told), &means_.scratch);
}

}  // namespace rouse::attend
