// Place: a place among the servers of a service (instances), of a source (per_source) and of the daemon
// (-limit). The gate gives it, the server that runs holds it, and whoever lets go of it gives it back: on the
// way from door to server nobody slips in, and no count can drift.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "listen/service.h"

namespace rouse::listen {

/// All places taken, of all services: servers that run and callers on their way to one.
class Places {
 public:
  std::uint64_t taken() const { return taken_; }

 private:
  friend class Place;
  std::uint64_t taken_ = 0;
};

class [[nodiscard]] Place {
 public:
  Place() = default;
  /// per_source counts by the network that the service's per_source_prefix says at this moment.
  Place(Places& places, std::shared_ptr<Service> service, const net::Endpoint& caller)
      : places_(&places),
        service_(std::move(service)),
        caller_(caller.address),
        prefix_bits_(static_cast<std::uint8_t>(service_->config->per_source_prefix)),
        port_(caller.port) {
    ++places_->taken_;
    ++service_->running;
    service_->sources.add(source());
  }
  Place(Place&& other) noexcept
      : places_(std::exchange(other.places_, nullptr)),
        service_(std::move(other.service_)),
        caller_(other.caller_),
        prefix_bits_(other.prefix_bits_),
        port_(other.port_) {}
  Place& operator=(Place&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    places_ = std::exchange(other.places_, nullptr);
    service_ = std::move(other.service_);
    caller_ = other.caller_;
    prefix_bits_ = other.prefix_bits_;
    port_ = other.port_;
    return *this;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { give_back(); }

  const std::shared_ptr<Service>& service() const { return service_; }
  net::Endpoint caller() const { return {caller_, port_}; }

 private:
  net::Address source() const { return access::source_of(caller_, prefix_bits_); }
  void give_back() {
    if (places_ == nullptr) return;
    --places_->taken_;
    --service_->running;
    service_->sources.remove(source());
    places_ = nullptr;
    service_.reset();
  }

  Places* places_ = nullptr;
  std::shared_ptr<Service> service_;
  // Every conversation has a place: the two last fill the padding of the first.
  [[no_unique_address]] net::Address caller_;
  std::uint8_t prefix_bits_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace rouse::listen
