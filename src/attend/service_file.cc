#include "attend/service_file.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "sys/file.h"
#include "sys/memory.h"

namespace rouse::attend {

namespace {

std::string banner_text(listen::Engine& engine, listen::Service& service,
                        const std::optional<std::string>& path) {
  if (!path) return {};
  Result<listen::BannerText> text = service.banners.text(*path);
  if (text) return **text;
  engine.log.error(
      fmt::format("service = {}, open of banner {} failed: {}", service.id(), *path, text.error().text()));
  return {};
}

}  // namespace

Result<Fd> service_file(listen::Engine& engine, listen::Service& service,
                        const std::vector<MuxName>& mux_names) {
  const config::ServiceConfig& config = *service.config;
  AttendedService attended{
      config,
      {banner_text(engine, service, config.banner), banner_text(engine, service, config.banner_success),
       banner_text(engine, service, config.banner_fail)},
      config.is_tcpmux() ? mux_names : std::vector<MuxName>(),
      service.asks_wrap};
  Result<Fd> file = sys::memory_file("rouse-service", 0);
  if (!file) return file;
  auto written = sys::write_all(file->raw(), encode(attended));
  if (!written) return std::unexpected(written.error());
  return file;
}

}  // namespace rouse::attend
